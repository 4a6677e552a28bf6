//! The HTTP edge over real sockets: every promise about bad input, limits and the end of a connection.

mod answer;
mod bad_input;
mod end;
mod good_form;
mod server;
mod time;
mod toy;
