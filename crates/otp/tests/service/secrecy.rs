//! Neither codes nor keys nor people show up in what programs print.

use otp::{Network, Verdict, VerifyRequest};

use crate::desk::{Desk, KEY, ann, ask, wrong};

#[tokio::test]
async fn nothing_that_can_be_printed_holds_a_secret() {
    let desk = Desk::default();
    let request = ask();
    let issued = desk.issue(&request).await;
    let shown = desk.otp.code(&issued.challenge, &ann()).unwrap();
    let code = shown.expose().to_owned();
    let typed = wrong(&code);
    let network = Some(Network::of("192.0.2.77".parse().unwrap()));
    let guess = VerifyRequest {
        network,
        ..desk.guess(&typed)
    };
    let verdict = desk.otp.verify(&guess).await.unwrap();
    assert_eq!(verdict, Verdict::Rejected);
    let refused = desk.refusal(&request).await;

    let printed = [
        format!("{:?}", desk.otp),
        format!("{:?}", desk.store),
        format!("{request:?}"),
        format!("{issued:?}"),
        format!("{shown:?}"),
        format!("{guess:?}"),
        format!("{verdict:?}"),
        format!("{refused:?} {refused}"),
    ];
    let key_bytes = "0, 1, 2, 3, 4, 5";
    for text in &printed {
        for secret in [
            &*code,
            &*typed,
            KEY,
            key_bytes,
            ann().as_str(),
            "192.0.2.77",
        ] {
            assert!(!text.contains(secret), "{secret} is in {text}");
        }
    }
    // The search itself works: what may be seen is found.
    assert!(printed[3].contains(&issued.challenge.id.to_string()));
}
