//! Give a section of the configuration back to the file.

mod api {
    mod reset_section;
}
