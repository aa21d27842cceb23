//! Secrets, the switch for HTTPS, logs and the budget.

use cloudstead::engine::{Cloud as _, DataChoice, ErrorClass, Found, KeptPrice, Poll};
use cloudstead::resource::budget::Budget;
use cloudstead::resource::https_switch::HttpsSwitch;
use cloudstead::resource::log_group::LogGroup;
use cloudstead::resource::secret_parameter::{SecretForm, SecretParameter, SecretSource};
use cloudstead::resource::{Kind, Spec};

use crate::moto::Failure;
use crate::{Stage, to};

fn secret(key: &str, source: SecretSource) -> Spec {
    SecretParameter { name: format!("/cloudstead/demo/secrets/{key}"), source, outlives: false }.into()
}

fn logs(retention_days: u32) -> Spec {
    LogGroup { name: "/cloudstead/demo".to_owned(), retention_days, of_builds: false }.into()
}

pub(crate) fn budget(limit_usd: u32) -> Spec {
    Budget { name: "demo".to_owned(), limit_usd, email: "me@example.com".to_owned() }.into()
}

#[tokio::test(flavor = "multi_thread")]
async fn parameters_logs_and_budget_live_and_go() {
    let stage = Stage::new();
    let mut world = stage.world("one").await;
    let generated = secret("AUTH", SecretSource::Generated { length: 40, form: SecretForm::Letters });
    world.live("secret", generated.clone()).await;
    let value = || {
        stage.moto.boto(
            "found = boto3.client('ssm').get_parameter(Name='/cloudstead/demo/secrets/AUTH', \
            WithDecryption=True)['Parameter']; print(json.dumps({k: found[k] for k in ('Value', 'Type')}))",
        )
    };
    assert_eq!((value()["Value"].as_str().unwrap().len(), value()["Type"].as_str().unwrap()), (40, "SecureString"));
    // A second creation must not change a secret that people already use.
    assert_eq!(world.create("secret", &generated).await.unwrap_err().class, ErrorClass::AlreadyExists);

    world.typed = Some("re_given".to_owned());
    world.live("given", secret("RESEND_API_KEY", SecretSource::Asked)).await;
    world
        .live("switch", HttpsSwitch { parameter: "/cloudstead/demo/https".to_owned(), visible: to("visible") }.into())
        .await;
    world.live("logs", logs(30)).await;
    world.live_again("logs", logs(14)).await;
    world.live("budget", budget(60)).await;
    world.live_again("budget", budget(90)).await;

    let found = stage.moto.inventory("us-east-1");
    assert_eq!(found["log-group"][0]["retentionInDays"], 14);
    assert_eq!(found["budget"][0]["BudgetLimit"]["Amount"], "90");
    assert_eq!(found["budget"][0]["notifications"].as_array().unwrap().len(), 3);
    assert_eq!(found["parameter"][0]["Tier"], "Standard");

    let read = world.secret("secret", &generated).await.unwrap().unwrap();
    assert_eq!(value()["Value"], read.expose(), "for who asks for it by name");
    assert_eq!(world.secret("none", &secret("NONE", SecretSource::Asked)).await, Ok(None));

    let other = stage.world("two").await;
    assert_eq!(other.secret("secret", &generated).await.unwrap_err().code, "ForeignSecret");
    for (node, spec) in [("secret", generated), ("logs", logs(30)), ("budget", budget(60))] {
        assert!(matches!(other.find(node, &spec).await, Ok(Found::Foreign(_))), "{node}");
    }
    world.end_all(DataChoice::default()).await;
    assert_eq!(stage.moto.inventory("us-east-1"), serde_json::json!({}));
    world.assert_declared(&[Kind::SecretParameter, Kind::HttpsSwitch, Kind::LogGroup, Kind::Budget]);
}

#[tokio::test(flavor = "multi_thread")]
async fn asked_secrets_must_be_given_and_never_show() {
    let stage = Stage::new();
    let world = stage.world("one").await;
    let error = world.create("secret", &secret("SMTP_PASSWORD", SecretSource::Asked)).await.unwrap_err();
    assert_eq!((error.class, error.code.as_str()), (ErrorClass::Stop, "MissingSecret"));
    assert!(error.what.contains("SMTP_PASSWORD") && error.hint.contains("[secrets]"));

    let value = "x".repeat(24);
    let message = format!("Value '{value}' at 'value' failed to satisfy constraint");
    stage.proxy.fail(&Failure {
        operation: "PutParameter",
        code: "ValidationException",
        message: &message,
        status: 400,
        times: 1,
    });
    let error = world
        .create("secret", &secret("AUTH", SecretSource::Generated { length: 24, form: SecretForm::Letters }))
        .await
        .unwrap_err();
    assert!(!format!("{error:?}").contains(&value), "{error:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_given_secret_can_be_corrected_and_a_generated_one_stays() {
    let stage = Stage::new();
    let mut world = stage.world("one").await;
    let value = |key: &str| {
        let name = format!("/cloudstead/demo/secrets/{key}");
        stage.moto.boto(&format!(
            "found = boto3.client('ssm').get_parameter(Name='{name}', \
            WithDecryption=True)['Parameter']; print(json.dumps({{k: found[k] for k in ('Value', 'Type', \
            'Version')}}))"
        ))
    };
    world.typed = Some("re_wrong".to_owned());
    let given = secret("RESEND_API_KEY", SecretSource::Asked);
    let outputs = world.live("given", given.clone()).await;
    world.typed = Some("re_right".to_owned());
    world.configure("given", &given, &outputs).await.unwrap();
    assert_eq!(
        (value("RESEND_API_KEY")["Value"].as_str(), value("RESEND_API_KEY")["Type"].as_str()),
        (Some("re_right"), Some("SecureString"))
    );
    world.configure("given", &given, &outputs).await.unwrap();
    assert_eq!(value("RESEND_API_KEY")["Version"], 2, "the same value is not written again");
    world.typed = None;
    world.configure("given", &given, &outputs).await.unwrap();
    assert_eq!(value("RESEND_API_KEY")["Value"], "re_right", "nothing given, nothing changed");
    assert_eq!(world.find("given", &given).await, Ok(Found::Ours(outputs)), "the tags stay");

    let key = world.live("key", secret("KEY", SecretSource::Generated { length: 32, form: SecretForm::Letters })).await;
    world
        .configure("key", &secret("KEY", SecretSource::Generated { length: 64, form: SecretForm::Letters }), &key)
        .await
        .unwrap();
    assert_eq!(value("KEY")["Value"].as_str().unwrap().len(), 32);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_copy_of_a_key_stays_with_a_last_snapshot() {
    let stage = Stage::new();
    let mut world = stage.world("one").await;
    let key: Spec = SecretParameter {
        name: "/cloudstead/demo/secrets/SECRET_KEY".to_owned(),
        source: SecretSource::Generated { length: 32, form: SecretForm::Letters },
        outlives: true,
    }
    .into();
    let stored = |name: &str| {
        stage.moto.boto(&format!(
            "found = boto3.client('ssm').get_parameters(Names=['{name}'], WithDecryption=True)['Parameters']; \
            print(json.dumps([one['Value'] for one in found]))"
        ))
    };
    let outputs = world.live("key", key.clone()).await;
    let value = stored("/cloudstead/demo/secrets/SECRET_KEY");
    let kept = world.delete("key", &key, &outputs, DataChoice::default()).await.unwrap();
    let copy = kept[0].aws_id.clone();
    assert_eq!((kept.len(), kept[0].price), (1, KeptPrice::Free));
    assert_eq!((stored("/cloudstead/demo/secrets/SECRET_KEY"), stored(&copy)), (serde_json::json!([]), value));
    assert_eq!(
        world.delete("key", &key, &outputs, DataChoice::default()).await.unwrap(),
        kept,
        "the same answer when repeated"
    );
    assert_eq!(world.cloud.sweep(&world.owner).await.unwrap(), [], "a sweep passes over it");

    // The copy was written, and the answer to it lost.
    stage.moto.boto(
        "boto3.client('ssm').put_parameter(Name='/cloudstead/demo/secrets/SECRET_KEY', Type='SecureString', Value='x')",
    );
    assert_eq!(world.delete("key", &key, &outputs, DataChoice::default()).await.unwrap(), kept);

    let other = stage.world("two").await;
    let outputs = other.create("key", &key).await.unwrap();
    let nothing = DataChoice { final_snapshot: false, keep_files: false, keep_images: false };
    assert_eq!(
        other.delete("key", &key, &outputs, nothing).await.unwrap(),
        [],
        "without a snapshot there is nothing to read"
    );
    world.assert_declared(&[Kind::SecretParameter]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_migration_is_waited_for() {
    let stage = Stage::new();
    let world = stage.world("one").await;
    let parameter = "/cloudstead/demo/migrations/r1".to_owned();
    let spec: Spec = serde_json::from_value(
        serde_json::json!({"migration": {"parameter": parameter, "needs": [], "start_seconds": 0}}),
    )
    .unwrap();
    let put = |state: &str, detail: &str| {
        let value = serde_json::json!({"by": "i-1", "state": state, "detail": detail}).to_string();
        stage.moto.boto(&format!(
            "boto3.client('ssm').put_parameter(Name='{parameter}', Type='String', Overwrite=True, Value={value:?})"
        ));
    };
    assert!(matches!(world.check("migration", &spec).await, Ok(Poll::Waiting(_))));
    put("running", "step 3 of 9");
    let Ok(Poll::Waiting(text)) = world.check("migration", &spec).await else { panic!("not waiting") };
    assert_eq!(text, "the app prepares its database tables: step 3 of 9");
    put("failed", "column x exists");
    let error = world.check("migration", &spec).await.unwrap_err();
    assert_eq!((error.code.as_str(), error.why.as_str()), ("MigrationFailed", "column x exists"));
    put("done", "");
    assert!(matches!(world.check("migration", &spec).await, Ok(Poll::Ready(_))));
    world.assert_declared(&[Kind::Migration]);
}
