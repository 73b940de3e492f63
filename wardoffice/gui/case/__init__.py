"""The case pane: everything known of one problem in one place."""
