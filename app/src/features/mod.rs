//! One thing a person can do, each.
