"""The grammar of comments: rules by theme, and their expansion into skeletons of literal text and named slots."""
