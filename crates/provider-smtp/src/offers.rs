//! What a server offers in its answer to EHLO.

use crate::classify::Trouble;
use crate::request::Parcel;
use crate::wire::Reply;

/// The extensions this client makes use of.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Offers {
    pub(crate) start_tls: bool,
    pub(crate) plain: bool,
    pub(crate) login: bool,
    international: bool,
    /// The largest message in bytes.
    size: Option<usize>,
}

impl Offers {
    /// Reads the keywords, one a line after the first, in any letter case.
    pub(crate) fn of(reply: &Reply) -> Self {
        let mut offers = Self::default();
        for line in reply.lines.iter().skip(1) {
            let line = line.to_ascii_uppercase();
            let mut words = line.split_whitespace();
            match words.next() {
                Some("STARTTLS") => offers.start_tls = true,
                Some("SMTPUTF8") => offers.international = true,
                Some("SIZE") => offers.size = Some(limit(words.next())),
                Some("AUTH") => {
                    for mechanism in words {
                        offers.plain |= mechanism == "PLAIN";
                        offers.login |= mechanism == "LOGIN";
                    }
                }
                _ => {}
            }
        }
        offers
    }

    /// What MAIL needs besides the address; refuses what the server says it can't take.
    pub(crate) fn mail_parameters(&self, parcel: &Parcel) -> Result<String, Trouble> {
        let mut parameters = String::new();
        if let Some(limit) = self.size {
            let bytes = parcel.content.len();
            if bytes > limit {
                return Err(Trouble::TooBig);
            }
            parameters = format!(" SIZE={bytes}");
        }
        if parcel.international {
            if !self.international {
                return Err(Trouble::NotInternational);
            }
            // A server with SMTPUTF8 has 8BITMIME too: RFC 6531 §3.1.
            parameters.push_str(" SMTPUTF8 BODY=8BITMIME");
        }
        Ok(parameters)
    }
}

/// Zero, or nothing, means that no limit is fixed ([RFC 1870 §4](https://www.rfc-editor.org/rfc/rfc1870#section-4)).
fn limit(word: Option<&str>) -> usize {
    match word.and_then(|word| word.parse().ok()) {
        None | Some(0) => usize::MAX,
        Some(limit) => limit,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keywords_are_found_in_any_case_and_place() {
        let reply = Reply {
            code: 250,
            lines: [
                "STARTTLS.example greets",
                "size 1000",
                "Auth=LOGIN",
                "AUTH cram-md5 plain",
                "",
                "  ",
                "SMTPUTF8",
            ]
            .map(str::to_owned)
            .into(),
        };
        let offers = Offers {
            start_tls: false,
            plain: true,
            login: false,
            international: true,
            size: Some(1000),
        };
        assert_eq!(Offers::of(&reply), offers);
    }

    #[test]
    fn a_size_of_zero_or_nothing_is_no_limit() {
        for (word, bytes) in [
            (None, usize::MAX),
            (Some("0"), usize::MAX),
            (Some("x"), usize::MAX),
            (Some("35882577"), 35_882_577),
        ] {
            assert_eq!(limit(word), bytes);
        }
    }
}
