//! Images of the account's own registry, which the account built.

use std::fs;

use serde_json::json;

use crate::given::release;
use crate::harness::{RELEASE, Server};

const HOST: &str = "123456789012.dkr.ecr.eu-central-1.amazonaws.com";

fn server() -> Server {
    let server = Server::new();
    let mut release = release();
    for service in ["app", "portal"] {
        release["env"][format!("image_{service}")] = json!([format!("{HOST}/demo/{service}:0a1b2c3d4e5f6071")]);
    }
    server.publish(RELEASE, &release);
    server
}

#[test]
fn the_server_signs_in_with_its_role_before_it_pulls() {
    let server = server();
    server.succeed();
    let calls = server.calls();
    let at = |what: &str| {
        calls.iter().position(|call| call.contains(what)).unwrap_or_else(|| panic!("no {what}: {calls:?}"))
    };
    assert!(at("aws ecr get-login-password") < at(" pull "));
    assert!(at(&format!("docker login --username AWS --password-stdin {HOST}")) < at(" pull "));
    assert_eq!(
        (server.called("docker login"), server.called("docker build")),
        (1, 0),
        "one registry, and nothing is built here"
    );
    // What lets it in is on no disk, in no argument and in no report.
    let logins = fs::read_to_string(server.stub("logins")).unwrap();
    assert!(logins.contains("/run/cloudstead/docker"), "{logins}");
    assert!(
        !calls.iter().any(|call| call.contains("ecr-canary"))
            && !server.reports().iter().any(|report| report.detail.contains("ecr-canary"))
    );
    // The containers get the image's full name, and processor credits are not bought for building.
    let compose = fs::read_to_string(server.stub("compose")).unwrap();
    assert!(compose.contains(&format!("{HOST}/demo/app:0a1b2c3d4e5f6071")), "{compose}");
    assert_eq!(server.called("CpuCredits=unlimited"), 0);
}

#[test]
fn a_role_that_is_too_new_is_tried_again_and_other_images_need_no_sign_in() {
    let refused = server();
    refused.fail(
        "get-login-password",
        1,
        "AccessDeniedException: not authorized to perform: ecr:GetAuthorizationToken",
    );
    refused.succeed();
    assert_eq!(refused.called("aws ecr get-login-password"), 2);
    let ready = Server::new();
    ready.succeed();
    assert_eq!(ready.called("docker login"), 0);
}

#[test]
fn images_that_nothing_needs_any_more_make_room_for_another_release_once() {
    const CLEARED: &str = "docker image prune -af";
    let server = server();
    server.succeed();
    server.forget();
    server.succeed();
    assert_eq!((server.called(CLEARED), server.called(" pull ")), (0, 0), "a restart");
    let mut next = release();
    next["env"]["image_app"] = json!([format!("{HOST}/demo/app:ffffffffffffffff")]);
    server.publish("r2", &next);
    server.tag("release", "r2");
    server.forget();
    server.fail(" pull ", 3, "toomanyrequests");
    server.failure("images");
    let calls = server.calls();
    let at = |what: &str| calls.iter().position(|call| call.contains(what)).unwrap();
    assert!(at(CLEARED) < at(" pull "), "{calls:?}");
    server.succeed();
    assert_eq!(server.called(CLEARED), 1, "what the first try fetched is not fetched again");
}
