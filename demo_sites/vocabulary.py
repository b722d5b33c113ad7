"""The lists of words of the agencies, each here once: who they are, languages, themes and regions in each language.

`search` looks in themes and regions, the pages show them, `catalogue` allows no others.
"""

AGENCIES: tuple[str, ...] = ("soleil", "nordet", "escale", "affaires", "discrete")

LANGUAGES: dict[str, str] = {"fr": "Français", "en": "English"}

THEMES: dict[str, dict[str, str]] = {
    "adventure": {"fr": "Aventure", "en": "Adventure"},
    "architecture": {"fr": "Architecture", "en": "Architecture"},
    "aurora": {"fr": "Aurores boréales", "en": "Northern lights"},
    "beach": {"fr": "Plage", "en": "Beach"},
    "business": {"fr": "Affaires", "en": "Business"},
    "city": {"fr": "Ville", "en": "City"},
    "congress": {"fr": "Congrès", "en": "Congress"},
    "cruise": {"fr": "Croisière", "en": "Cruise"},
    "culture": {"fr": "Culture", "en": "Culture"},
    "diving": {"fr": "Plongée", "en": "Diving"},
    "family": {"fr": "Famille", "en": "Family"},
    "fishing": {"fr": "Pêche", "en": "Fishing"},
    "food": {"fr": "Gastronomie", "en": "Food"},
    "hiking": {"fr": "Randonnée", "en": "Hiking"},
    "islands": {"fr": "Îles", "en": "Islands"},
    "museums": {"fr": "Musées", "en": "Museums"},
    "music": {"fr": "Musique", "en": "Music"},
    "nature": {"fr": "Nature", "en": "Nature"},
    "romance": {"fr": "À deux", "en": "Romance"},
    "ski": {"fr": "Ski", "en": "Skiing"},
    "snow": {"fr": "Neige", "en": "Snow"},
    "team-building": {"fr": "Esprit d’équipe", "en": "Team building"},
    "trade-fair": {"fr": "Salon professionnel", "en": "Trade fair"},
    "wellness": {"fr": "Bien-être", "en": "Wellness"},
}

REGIONS: dict[str, dict[str, str]] = {
    "africa": {"fr": "Afrique", "en": "Africa"},
    "asia": {"fr": "Asie", "en": "Asia"},
    "canada": {"fr": "Canada", "en": "Canada"},
    "caribbean": {"fr": "Caraïbes", "en": "Caribbean"},
    "europe": {"fr": "Europe", "en": "Europe"},
    "latin-america": {"fr": "Amérique latine", "en": "Latin America"},
    "mediterranean": {"fr": "Méditerranée", "en": "Mediterranean"},
    "middle-east": {"fr": "Moyen-Orient", "en": "Middle East"},
    "north-africa": {"fr": "Afrique du Nord", "en": "North Africa"},
    "north-america": {"fr": "Amérique du Nord", "en": "North America"},
    "north-atlantic": {"fr": "Atlantique Nord", "en": "North Atlantic"},
    "oceania": {"fr": "Océanie", "en": "Oceania"},
}
