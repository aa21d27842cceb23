//! Keys, values that only AWS knows to be wrong, and names that are there or not.

use super::{NETWORK, Row, row};
use crate::engine::ErrorClass::{AlreadyExists, NotFound, Retry, Stop};

pub(super) static ROWS: &[Row] = &[
    // Keys.
    row("KMSKeyNotAccessibleFault", "", Stop, "AWS may not use the encryption key", KEY),
    // Values that only AWS knows to be wrong.
    row(
        "InvalidParameterValue",
        "DBName",
        Stop,
        "RDS does not take this name for the database",
        "change `name` under [database] in the preset: up to 63 letters, digits and underscores, a letter first, no \
        word of SQL",
    ),
    row(
        "InvalidParameterValue",
        "MasterUsername",
        Stop,
        "RDS does not take this name for the database's user",
        "change `user` under [database] in the preset: up to 16 letters, digits and underscores, a letter first, and \
         none that RDS keeps for itself such as `admin`",
    ),
    row(
        "InvalidParameterCombination",
        "Cannot find version",
        Stop,
        "RDS does not offer this version of PostgreSQL here",
        VERSION,
    ),
    row(
        "InvalidParameterCombination",
        "does not support creating a DB instance",
        Stop,
        "RDS does not offer this kind of database here",
        "choose another region or tier: what RDS offers differs from region to region",
    ),
    row("InvalidVPCNetworkStateFault", "", Stop, "RDS cannot use the network as it is", NETWORK),
    row("InsufficientFreeAddressesInSubnet", "", Stop, "the network has no free address left", NETWORK),
    // Names.
    row(
        "NoSuchEntity",
        "not attachable",
        Stop,
        "AWS has no managed policy of this name",
        "it will not appear: another version of cloudstead may know its new name; please report it",
    ),
    row("ValidationError", "not found", NotFound, "", ""),
    row("Gateway.NotAttached", "", NotFound, "", ""),
    row("InvalidSubnet.Conflict", "", AlreadyExists, "", ""),
    row("Resource.AlreadyAssociated", "", AlreadyExists, "", ""),
    row("BucketAlreadyOwnedByYou", "", AlreadyExists, "", ""),
    row("InvalidInput", "has been taken in this account", AlreadyExists, "", ""),
    row("OperationAborted", "", Retry, "AWS is still busy with an earlier change", ""),
    row("OperationAbortedException", "", Retry, "AWS is still busy with an earlier change", ""),
    row("PriorRequestNotComplete", "", Retry, "", ""),
    row("TooManyUpdates", "", Retry, "", ""),
    row("ResourceContention", "", Retry, "", ""),
    row("RequestInProgressException", "", Retry, "", ""),
    row("InstanceRefreshInProgress", "", Retry, "AWS is still replacing servers", ""),
];

const KEY: &str = "ask the account's administrator whether a rule of the organisation or a key in KMS stands in the \
                   way of AWS's own keys in this region, then run the same command again";
const VERSION: &str = "change `version` under [database] in the preset: only the major version, such as 17";
