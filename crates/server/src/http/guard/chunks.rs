//! The end of a chunked body ([RFC 9112 §7.1](https://www.rfc-editor.org/rfc/rfc9112#section-7.1)).

/// Follows a chunked body without taking it apart; hyper does that again behind it.
///
/// Stricter than the RFC: no white space around sizes, and no trailer fields, which nothing here reads.
#[derive(Debug, Default)]
pub(super) struct Chunks {
    at: At,
    size: u64,
    digits: u8,
    extension: usize,
}

/// Where in the syntax the next byte stands.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum At {
    #[default]
    Size,
    Extension,
    SizeLf,
    Data,
    DataCr,
    DataLf,
    EndCr,
    EndLf,
    End,
}

/// A byte that has no place where it stands.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Malformed;

/// 60 bits: more than anybody sends, and far from overflow.
const MOST_DIGITS: u8 = 15;

/// Bytes of extensions in a whole body; endless ones are an attack (CVE-2023-39326 in Go, CVE-2024-22019 in Node.js).
const MOST_EXTENSION: usize = 4096;

impl Chunks {
    /// How many of the bytes belong to this body.
    pub(super) fn follow(&mut self, bytes: &[u8]) -> Result<usize, Malformed> {
        let mut at = 0;
        while at < bytes.len() && !self.ended() {
            if self.at == At::Data {
                let rest = bytes.len() - at;
                let taken = usize::try_from(self.size).map_or(rest, |size| size.min(rest));
                self.size -= taken as u64;
                at += taken;
                if self.size == 0 {
                    self.at = At::DataCr;
                }
            } else {
                self.at = self.step(bytes[at])?;
                at += 1;
            }
        }
        Ok(at)
    }

    pub(super) fn ended(&self) -> bool {
        self.at == At::End
    }

    fn step(&mut self, byte: u8) -> Result<At, Malformed> {
        match (self.at, byte) {
            (At::Size, digit) if digit.is_ascii_hexdigit() && self.digits < MOST_DIGITS => {
                let value = char::from(digit).to_digit(16).ok_or(Malformed)?;
                self.size = self.size * 16 + u64::from(value);
                self.digits += 1;
                Ok(At::Size)
            }
            (At::Size, b';') if self.digits > 0 => Ok(At::Extension),
            (At::Size, b'\r') if self.digits > 0 => Ok(At::SizeLf),
            (At::Extension, b'\r') => Ok(At::SizeLf),
            (At::Extension, byte) if byte != b'\n' && self.extension < MOST_EXTENSION => {
                self.extension += 1;
                Ok(At::Extension)
            }
            (At::SizeLf, b'\n') => {
                self.digits = 0;
                Ok(if self.size == 0 { At::EndCr } else { At::Data })
            }
            (At::DataCr, b'\r') => Ok(At::DataLf),
            (At::DataLf, b'\n') => Ok(At::Size),
            (At::EndCr, b'\r') => Ok(At::EndLf),
            (At::EndLf, b'\n') => Ok(At::End),
            _ => Err(Malformed),
        }
    }
}
