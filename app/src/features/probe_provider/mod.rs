//! Ask a provider what models it has.

mod api {
    mod probe_provider;
}
