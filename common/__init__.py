"""The small kernel that every app uses: at most a dozen files, and none of them knows an app."""
