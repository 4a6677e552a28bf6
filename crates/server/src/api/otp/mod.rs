//! `POST /api/v1/auth/otp/send`, `/verify`, `/unlock`, `GET` and `DELETE /api/v1/auth/otp/{id}`.

mod challenge;
mod limit;
mod send;
mod target;
mod unlock;
mod verify;

pub(super) use challenge::{
    __path_cancel_challenge, __path_find_challenge, cancel_challenge, find_challenge,
};
pub(super) use send::{__path_send_code, send_code};
pub(super) use unlock::{__path_unlock_recipient, unlock_recipient};
pub(super) use verify::{__path_verify_code, verify_code};
