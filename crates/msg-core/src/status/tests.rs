//! The proofs of the fold: every short sequence against an oracle that sees only sets, and long ones shuffled.

use std::fmt;

use proptest::prelude::*;
use serde::de::IntoDeserializer;
use serde::de::value::{Error, StrDeserializer};
use serde::{Deserialize, Serialize};

use super::*;

const EVENTS: [Event; 6] = [
    Event::Unknown,
    Event::Accepted,
    Event::Sent,
    Event::Delivered,
    Event::Read,
    Event::Failed,
];

/// What decides an attempt, first match first.
const DECIDES: [(Event, AttemptStatus); 6] = [
    (Event::Read, AttemptStatus::Read),
    (Event::Delivered, AttemptStatus::Delivered),
    (Event::Failed, AttemptStatus::Failed),
    (Event::Sent, AttemptStatus::Sent),
    (Event::Accepted, AttemptStatus::Accepted),
    (Event::Unknown, AttemptStatus::Unknown),
];

/// What decides a message, first match first.
const BEST: [(AttemptStatus, MessageStatus); 6] = [
    (AttemptStatus::Read, MessageStatus::Read),
    (AttemptStatus::Delivered, MessageStatus::Delivered),
    (AttemptStatus::Sent, MessageStatus::Sent),
    (AttemptStatus::Accepted, MessageStatus::Sent),
    (AttemptStatus::Started, MessageStatus::Sending),
    (AttemptStatus::Unknown, MessageStatus::Unknown),
];

/// What a message reaches once a provider has it, in this order.
const REACHED: [MessageStatus; 3] = [
    MessageStatus::Sent,
    MessageStatus::Delivered,
    MessageStatus::Read,
];

/// The oracle: looks only at which events there are.
fn expected_attempt(events: &[Event]) -> AttemptStatus {
    first_match(&DECIDES, events).unwrap_or(AttemptStatus::Started)
}

fn expected_message(attempts: &[AttemptStatus], more_planned: bool) -> MessageStatus {
    let nothing_left = if more_planned {
        MessageStatus::Queued
    } else {
        MessageStatus::Failed
    };
    first_match(&BEST, attempts).unwrap_or(nothing_left)
}

fn first_match<K: PartialEq, V: Copy>(table: &[(K, V)], present: &[K]) -> Option<V> {
    let (_, value) = table.iter().find(|(key, _)| present.contains(key))?;
    Some(*value)
}

/// How far an attempt has come; the oracle's table read from its end.
fn height(status: AttemptStatus) -> usize {
    let below = DECIDES.iter().rev().position(|(_, s)| *s == status);
    below.map_or(0, |place| place + 1)
}

/// Every sequence of `items` up to `longest`, the empty one first.
fn sequences<T: Copy>(items: &[T], longest: usize) -> Vec<Vec<T>> {
    let mut all = vec![Vec::new()];
    let mut last = all.clone();
    for _ in 0..longest {
        let longer = |shorter: &Vec<T>| {
            let shorter = shorter.clone();
            items
                .iter()
                .map(move |item| [&shorter[..], &[*item]].concat())
        };
        last = last.iter().flat_map(longer).collect();
        all.extend(last.iter().cloned());
    }
    all
}

/// Checks the fold of `events` against the oracle, and that no further event lowers it.
fn check_attempt(events: &[Event]) {
    let attempt: Attempt = events.iter().copied().collect();
    assert_eq!(attempt.status(), expected_attempt(events), "{events:?}");

    let got_it = events.contains(&Event::Delivered) || events.contains(&Event::Read);
    let flagged = got_it && events.contains(&Event::Failed);
    assert_eq!(attempt.failed_after_delivery(), flagged, "{events:?}");

    // The state too is that of the set of events, so nothing can differ later on.
    let set = EVENTS.into_iter().filter(|event| events.contains(event));
    assert_eq!(attempt, set.collect(), "{events:?}");

    for event in EVENTS {
        let next = attempt.with(event).status();
        assert!(
            height(next) >= height(attempt.status()),
            "{event:?} after {events:?} lowers the attempt to {next}"
        );
    }
}

#[test]
fn every_sequence_of_five_events_folds_to_what_the_set_of_them_says() {
    let all = sequences(&EVENTS, 5);
    assert_eq!(all.len(), 1 + 6 + 36 + 216 + 1_296 + 7_776);
    for events in all {
        check_attempt(&events);
    }
}

#[test]
fn every_four_attempts_make_the_message_of_the_best_one() {
    let all = sequences(AttemptStatus::ALL, 4);
    assert_eq!(all.len(), 1 + 7 + 49 + 343 + 2_401);
    for attempts in all {
        for more_planned in [false, true] {
            let message = message_status(attempts.iter().copied(), more_planned);
            assert_eq!(
                message,
                expected_message(&attempts, more_planned),
                "{attempts:?}, more planned: {more_planned}"
            );
            let is_over = attempts.iter().all(|a| *a == AttemptStatus::Failed) && !more_planned;
            assert_eq!(message == MessageStatus::Failed, is_over, "{attempts:?}");
        }
    }
}

/// Events of one attempt, then its status and whether it failed after delivery.
const STORIES: &str = "\
(nothing)                      | started
unknown                        | unknown
unknown accepted               | accepted
accepted sent delivered read   | read
delivered sent accepted        | delivered
accepted failed                | failed
failed accepted sent           | failed
unknown failed                 | failed
delivered failed               | delivered, failed later
failed delivered               | delivered, failed later
read delivered failed failed   | read, failed later
";

#[test]
fn attempts_end_as_their_stories_tell() {
    for story in STORIES.lines() {
        let (words, end) = story.split_once(" | ").unwrap();
        let words = words.split_whitespace().filter(|word| *word != "(nothing)");
        let attempt: Attempt = words.map(event).collect();
        let later = if attempt.failed_after_delivery() {
            ", failed later"
        } else {
            ""
        };
        assert_eq!(format!("{}{later}", attempt.status()), end, "{story}");
    }
}

fn event(word: &str) -> Event {
    let is_it = |event: &Event| format!("{event:?}").eq_ignore_ascii_case(word);
    EVENTS.into_iter().find(is_it).expect("an event")
}

/// Checks that a status is the same word in answers, in records and through serde.
fn check_word<S>(status: S, word: &str, parsed: Option<S>)
where
    S: Copy + PartialEq + fmt::Debug + fmt::Display + Serialize + for<'de> Deserialize<'de>,
{
    struct Serialized<S>(S);
    impl<S: Serialize> fmt::Display for Serialized<S> {
        fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            self.0.serialize(f)
        }
    }
    let deserializer: StrDeserializer<'_, Error> = word.into_deserializer();
    assert_eq!(S::deserialize(deserializer), Ok(status));
    assert_eq!(Serialized(status).to_string(), word);
    assert_eq!(status.to_string(), word);
    assert_eq!(parsed, Some(status));
}

#[test]
fn a_status_is_one_word_everywhere() {
    for status in MessageStatus::ALL {
        check_word(
            *status,
            status.as_str(),
            MessageStatus::parse(status.as_str()),
        );
    }
    for status in AttemptStatus::ALL {
        check_word(
            *status,
            status.as_str(),
            AttemptStatus::parse(status.as_str()),
        );
    }
    assert_eq!(MessageStatus::parse("SENT"), None);
    assert_eq!(AttemptStatus::parse(""), None);
}

proptest! {
    #[test]
    fn neither_order_nor_repetition_matters(
        (events, again) in prop::collection::vec(prop::sample::select(&EVENTS[..]), 1..20)
            .prop_flat_map(|events| {
                let repeats = prop::sample::subsequence(events.clone(), 0..=events.len());
                (Just(events), repeats)
            })
            .prop_flat_map(|(events, repeats)| {
                let again = [events.clone(), repeats].concat();
                (Just(events), Just(again).prop_shuffle())
            })
    ) {
        let once: Attempt = events.into_iter().collect();
        prop_assert_eq!(once, again.into_iter().collect());
    }

    #[test]
    fn a_message_that_was_sent_only_rises_unless_it_fails_before_delivery(
        attempts in prop::collection::vec(prop::collection::vec(prop::sample::select(&EVENTS[..]), 0..6), 1..4),
        which in any::<prop::sample::Index>(),
        event in prop::sample::select(&EVENTS[..]),
    ) {
        let mut attempts: Vec<Attempt> = attempts.into_iter().map(Attempt::from_iter).collect();
        let reached = |attempts: &[Attempt]| {
            let message = message_status(attempts.iter().map(|attempt| attempt.status()), false);
            REACHED.iter().position(|status| *status == message)
        };
        let before = reached(&attempts);
        let one = which.index(attempts.len());
        attempts[one] = attempts[one].with(event);
        // Only what is sent and not delivered can still fail.
        if event != Event::Failed || before != Some(0) {
            prop_assert!(reached(&attempts) >= before);
        }
    }
}
