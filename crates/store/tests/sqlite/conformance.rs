//! The suites that every store passes.

use crate::subject;

testkit::message_log_suite!(subject);
