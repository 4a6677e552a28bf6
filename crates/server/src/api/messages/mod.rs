//! `POST /api/v1/messages`, `POST /api/messages`, `GET /api/v1/messages/{id}`.

mod content;
mod find;
mod request;
mod send;

pub(super) use find::{__path_find_message, find_message};
pub(super) use send::{
    __path_send_message, __path_send_message_as_before, WAIT, send_message, send_message_as_before,
};
