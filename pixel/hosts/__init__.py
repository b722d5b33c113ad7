"""By which names and addresses others reach this machine: what proxies forward, which addresses there are, with their
QR codes, which names are refused; told in the terminal in its reader's language.
"""
