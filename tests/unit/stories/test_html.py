"""A page as the plain-HTTP browser reads it: its elements, and its forms as they would be sent."""

from pixel.stories.drivers.html import fill_in, form_of, read_page

PAGE = read_page("""<!doctype html><body>
<noscript><img class="pixel" src="/tr?a=1&amp;b=2"></noscript>
<form action="/go" method="post"><input type="hidden" name="token" value="t">
<input name="who" value=""><select name="n"><option value="1"><option value="2" selected></select>
<input type="radio" name="day" value="mon"><input type="radio" name="day" value="tue" checked>
<input type="checkbox" name="news" value="yes"><textarea name="note"></textarea>
<button name="answer" value="yes" data-testid="yes">Yes</button><button data-testid="no">No</button></form>
<form><button data-testid="other">x</button></form>""")


def test_a_form_goes_out_with_its_fields_what_was_typed_and_the_button_that_was_pressed() -> None:
    button = PAGE.first("button", data_testid="yes")
    assert button
    form = form_of(PAGE, button)
    assert form
    sent = fill_in(form, button, who="Camille")
    assert (sent.action, sent.method) == ("/go", "POST")
    assert dict(sent.fields) == {
        "token": "t",
        "who": "Camille",
        "n": "2",
        "day": "tue",
        "note": "",
        "answer": "yes",
    }


def test_each_button_belongs_to_its_own_form() -> None:
    other = PAGE.first("button", data_testid="other")
    assert other
    form = form_of(PAGE, other)
    assert form
    assert form.get("action") == ""
    assert PAGE.first("button", data_testid="nowhere") is None


def test_an_image_for_browsers_without_scripts_is_found_with_its_whole_address() -> None:
    [hidden] = PAGE.all("noscript")
    assert [image.get("src") for image in hidden.all("img")] == ["/tr?a=1&b=2"]
