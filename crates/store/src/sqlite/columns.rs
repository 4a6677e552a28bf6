//! How values of the domain stand in a row.

use jiff::Timestamp;
use msg_core::money::{Currency, Money};
use rusqlite::types::{FromSql, FromSqlError, FromSqlResult, ToSql, ToSqlOutput, Type, ValueRef};
use rusqlite::{Error, Result, Row};

/// A time as whole microseconds since 1970-01-01 UTC.
///
/// As text with a fraction of varying length, `…31.5Z` would sort before `…31Z`.
#[derive(Clone, Copy)]
pub(super) struct Micros(pub(super) Timestamp);

impl ToSql for Micros {
    fn to_sql(&self) -> Result<ToSqlOutput<'_>> {
        Ok(self.0.as_microsecond().into())
    }
}

impl FromSql for Micros {
    fn column_result(value: ValueRef<'_>) -> FromSqlResult<Self> {
        let micros = value.as_i64()?;
        let time = Timestamp::from_microsecond(micros).map_err(FromSqlError::other)?;
        Ok(Self(time))
    }
}

/// The time in `column`.
pub(super) fn time(row: &Row<'_>, column: &str) -> Result<Timestamp> {
    row.get(column).map(|Micros(time)| time)
}

/// The time in `column`, where there is one.
pub(super) fn maybe_time(row: &Row<'_>, column: &str) -> Result<Option<Timestamp>> {
    let time: Option<Micros> = row.get(column)?;
    Ok(time.map(|Micros(time)| time))
}

/// The money in `cost_micros` and `cost_currency`.
pub(super) fn cost(row: &Row<'_>) -> Result<Option<Money>> {
    let currency = maybe_word(row, "cost_currency", |code| Currency::parse(code).ok())?;
    let micros: Option<i64> = row.get("cost_micros")?;
    Ok(micros
        .zip(currency)
        .map(|(micros, currency)| Money::from_micros(micros, currency)))
}

/// The value whose name stands in `column`, as `parse` knows it.
pub(super) fn word<T>(
    row: &Row<'_>,
    column: &str,
    parse: impl FnOnce(&str) -> Option<T>,
) -> Result<T> {
    maybe_word(row, column, parse)?.ok_or_else(|| unreadable(column))
}

/// The value whose name stands in `column`, where there is one.
pub(super) fn maybe_word<T>(
    row: &Row<'_>,
    column: &str,
    parse: impl FnOnce(&str) -> Option<T>,
) -> Result<Option<T>> {
    let word = row.get_ref(column)?.as_str_or_null()?;
    word.map(|word| parse(word).ok_or_else(|| unreadable(column)))
        .transpose()
}

/// A row that this version of the program can't have written.
pub(super) fn unreadable(column: &str) -> Error {
    let problem = format!("column {column} holds a value this version doesn't know");
    Error::FromSqlConversionFailure(0, Type::Text, problem.into())
}
