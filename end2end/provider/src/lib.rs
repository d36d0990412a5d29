//! end2end/provider/src/lib.rs
