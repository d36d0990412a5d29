//! Invite somebody with a one-time link.

mod api {
    mod invite_person;
}
