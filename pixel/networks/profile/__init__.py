"""The profile's pages: the file on somebody line by line (`file_page`), each line with its rows and the means to put it
right (`line_page`), and the rights desk (`rights_page`). The words are the other modules'."""
