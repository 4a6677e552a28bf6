//! The HTTP edge: sockets, limits, problem documents and JSON bodies, with nothing of the API in it.
//!
//! A request passes these in turn:
//!
//! 1. [`serve`] accepts the connection while a slot is free, and counts its time and bytes;
//! 2. `guard` sees the bytes before hyper does: a head is passed on only when it is whole, within its limits and framed
//!    in one way only ([RFC 9112 §6.3](https://www.rfc-editor.org/rfc/rfc9112#section-6.3));
//! 3. [`edge`] gives it an id, a log line and a deadline, and turns whatever goes wrong into a [`Problem`];
//! 4. the handler takes its body through [`ApiJson`].

mod alarm;
mod body;
mod edge;
mod guard;
mod json;
mod limits;
pub mod problem;
mod request_id;
mod serve;

pub use body::read_body;
pub use edge::edge;
pub use json::{ApiJson, BODY_LIMIT};
pub use limits::Limits;
pub use problem::{FieldError, Problem, ProblemType};
pub use request_id::RequestId;
pub use serve::{Stopped, serve};
