"""What `spelling` is made of: rules that turn figures, abbreviations, names and chat spelling into words, a file for each kind."""
