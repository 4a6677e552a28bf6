//! `GET`, `PUT` and `DELETE /api/v1/channels/{channel}/order`.

mod answer;
mod change;
mod check;
mod show;

pub(super) use change::{__path_reset_order, __path_set_order, reset_order, set_order};
pub(super) use show::{__path_show_order, show_order};

use msg_core::Channel;

use crate::http::{Problem, ProblemType};

fn channel(name: &str) -> Result<Channel, Problem> {
    name.parse()
        .map_err(|_| Problem::new(ProblemType::NotFound))
}
