//! Strict JSON ([RFC 8259](https://www.rfc-editor.org/rfc/rfc8259)): no key twice, no half character, no abyss.
//!
//! Two readers of `{"to":"a","to":"b"}` may each see another recipient, so it has none here.

use std::cell::Cell;
use std::fmt;

use serde::de::{self, DeserializeSeed, Deserializer, MapAccess, SeqAccess, Visitor};
use serde_json::{Map, Number, Value};

use crate::http::problem::{Problem, ProblemType};

/// The deepest nesting of arrays and objects; below `serde_json`'s own bound of 128, which guards the stack.
const DEEPEST: usize = 64;

/// Parses a body.
///
/// # Errors
///
/// `malformed-json` with the place of the fault as line and column.
pub(super) fn parse(bytes: &[u8]) -> Result<Value, Problem> {
    let text = std::str::from_utf8(bytes).map_err(|_| malformed("the body is not UTF-8"))?;
    let reason = Cell::new("syntax error");
    let mut parser = serde_json::Deserializer::from_str(text);
    let level = Level {
        depth: 0,
        reason: &reason,
    };
    level
        .deserialize(&mut parser)
        .and_then(|tree| parser.end().map(|()| tree))
        .map_err(|error| {
            let (line, column) = (error.line(), error.column());
            malformed(format!("{} at line {line} column {column}", reason.get()))
        })
}

fn malformed(detail: impl Into<std::borrow::Cow<'static, str>>) -> Problem {
    Problem::new(ProblemType::MalformedJson).detail(detail)
}

/// One level of nesting, which builds the values on it.
#[derive(Clone, Copy)]
struct Level<'a> {
    depth: usize,
    reason: &'a Cell<&'static str>,
}

impl Level<'_> {
    fn deeper<E: de::Error>(self) -> Result<Self, E> {
        if self.depth == DEEPEST {
            return Err(self.refuse("nested deeper than 64 levels"));
        }
        Ok(Self {
            depth: self.depth + 1,
            ..self
        })
    }

    fn refuse<E: de::Error>(self, reason: &'static str) -> E {
        self.reason.set(reason);
        E::custom(reason)
    }
}

impl<'de> DeserializeSeed<'de> for Level<'_> {
    type Value = Value;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Value, D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Level<'_> {
    type Value = Value;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a JSON value")
    }

    fn visit_unit<E>(self) -> Result<Value, E> {
        Ok(Value::Null)
    }

    fn visit_bool<E>(self, value: bool) -> Result<Value, E> {
        Ok(Value::Bool(value))
    }

    fn visit_u64<E>(self, value: u64) -> Result<Value, E> {
        Ok(Value::from(value))
    }

    fn visit_i64<E>(self, value: i64) -> Result<Value, E> {
        Ok(Value::from(value))
    }

    fn visit_f64<E: de::Error>(self, value: f64) -> Result<Value, E> {
        let number = Number::from_f64(value).ok_or_else(|| self.refuse("number out of range"))?;
        Ok(Value::Number(number))
    }

    fn visit_str<E>(self, value: &str) -> Result<Value, E> {
        Ok(Value::from(value))
    }

    fn visit_string<E>(self, value: String) -> Result<Value, E> {
        Ok(Value::String(value))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Value, A::Error> {
        let inner = self.deeper()?;
        let mut array = Vec::new();
        while let Some(item) = items.next_element_seed(inner)? {
            array.push(item);
        }
        Ok(Value::Array(array))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut members: A) -> Result<Value, A::Error> {
        let inner = self.deeper()?;
        let mut object = Map::new();
        while let Some(key) = members.next_key::<String>()? {
            if object.contains_key(&key) {
                return Err(self.refuse("a key comes twice in an object"));
            }
            object.insert(key, members.next_value_seed(inner)?);
        }
        Ok(Value::Object(object))
    }
}
