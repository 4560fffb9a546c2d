"""The defaults that ship: a content folder overrides them."""
