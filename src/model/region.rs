//! AWS regions: code, plain name, and where they are, so that the nearest can be offered first.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

/// One of the commercial AWS regions that the price book knows, by its code.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Region(u8);

struct Place {
    code: &'static str,
    city: &'static str,
    /// What else people look for it by: its country, other spellings.
    also: &'static str,
    latitude: f32,
    longitude: f32,
    /// False where an account must switch the region on first (AWS "opt-in" regions).
    default_on: bool,
}

macro_rules! places {
    ($($code:literal $city:literal $also:literal $latitude:literal $longitude:literal $default_on:literal;)*) => {
        [$(Place {
            code: $code,
            city: $city,
            also: $also,
            latitude: $latitude,
            longitude: $longitude,
            default_on: $default_on,
        },)*]
    };
}

// Coordinates: the city that AWS names the region after. Opt-in: AWS "Regions and Zones" page.
static PLACES: [Place; 34] = places! {
    "af-south-1" "Cape Town" "South Africa" -33.9 18.4 false;
    "ap-east-1" "Hong Kong" "China" 22.3 114.2 false;
    "ap-east-2" "Taipei" "Taiwan" 25.0 121.5 false;
    "ap-northeast-1" "Tokyo" "Japan" 35.7 139.7 true;
    "ap-northeast-2" "Seoul" "South Korea" 37.6 127.0 true;
    "ap-northeast-3" "Osaka" "Japan" 34.7 135.5 true;
    "ap-south-1" "Mumbai" "India Bombay" 19.1 72.9 true;
    "ap-south-2" "Hyderabad" "India" 17.4 78.5 false;
    "ap-southeast-1" "Singapore" "" 1.4 103.8 true;
    "ap-southeast-2" "Sydney" "Australia" -33.9 151.2 true;
    "ap-southeast-3" "Jakarta" "Indonesia" -6.2 106.8 false;
    "ap-southeast-4" "Melbourne" "Australia" -37.8 145.0 false;
    "ap-southeast-5" "Malaysia" "Kuala Lumpur" 3.1 101.7 false;
    "ap-southeast-6" "New Zealand" "Auckland" -36.8 174.8 false;
    "ap-southeast-7" "Thailand" "Bangkok" 13.8 100.5 false;
    "ca-central-1" "Montreal" "Canada Montréal" 45.5 -73.6 true;
    "ca-west-1" "Calgary" "Canada" 51.0 -114.1 false;
    "eu-central-1" "Frankfurt" "Germany Deutschland" 50.1 8.7 true;
    "eu-central-2" "Zurich" "Switzerland Zürich Schweiz" 47.4 8.5 false;
    "eu-north-1" "Stockholm" "Sweden" 59.3 18.1 true;
    "eu-south-1" "Milan" "Italy Milano" 45.5 9.2 false;
    "eu-south-2" "Spain" "Aragon España" 41.6 -0.9 false;
    "eu-west-1" "Ireland" "Dublin" 53.3 -6.3 true;
    "eu-west-2" "London" "UK United Kingdom England Britain" 51.5 -0.1 true;
    "eu-west-3" "Paris" "France" 48.9 2.4 true;
    "il-central-1" "Tel Aviv" "Israel" 32.1 34.8 false;
    "me-central-1" "UAE" "United Arab Emirates Dubai" 25.2 55.3 false;
    "me-south-1" "Bahrain" "" 26.1 50.6 false;
    "mx-central-1" "Mexico" "México Querétaro" 20.6 -100.4 false;
    "sa-east-1" "Sao Paulo" "Brazil Brasil São" -23.6 -46.6 true;
    "us-east-1" "N. Virginia" "USA United States America Virginia" 38.9 -77.4 true;
    "us-east-2" "Ohio" "USA United States America" 40.0 -83.0 true;
    "us-west-1" "N. California" "USA United States America California" 37.4 -121.9 true;
    "us-west-2" "Oregon" "USA United States America" 45.8 -119.7 true;
};

/// A text that is no known region.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum UnknownRegion {
    #[error("`{given}` is not a region cloudstead knows: did you mean `{nearest}`?")]
    Unknown { given: String, nearest: &'static str },
    /// AWS outside of its commercial partition: another sign-in, other services, other prices.
    #[error(
        "`{given}` is in {place}, which is another AWS with accounts of its own: cloudstead works in the commercial \
        regions only"
    )]
    Elsewhere { given: String, place: &'static str },
}

/// How the regions of other partitions begin (AWS General Reference, "AWS partitions").
const ELSEWHERE: [(&str, &str); 4] = [
    ("cn-", "China's AWS"),
    ("us-gov-", "AWS GovCloud (US)"),
    ("eusc-", "the AWS European Sovereign Cloud"),
    ("us-iso", "AWS for secret work of the US government"),
];

impl Region {
    pub const US_EAST_1: Self = Self(30);

    /// All known regions, by code.
    pub fn all() -> impl Iterator<Item = Self> {
        (0..PLACES.len()).map(|index| Self(u8::try_from(index).unwrap_or(0)))
    }

    fn place(self) -> &'static Place {
        &PLACES[usize::from(self.0)]
    }

    /// The code, such as `eu-central-1`.
    #[must_use]
    pub fn code(self) -> &'static str {
        self.place().code
    }

    /// The city or country, such as `Frankfurt`.
    #[must_use]
    pub fn city(self) -> &'static str {
        self.place().city
    }

    /// The words that it is looked for by: city, country, other spellings.
    #[must_use]
    pub fn found_by(self) -> String {
        format!("{} {}", self.city(), self.place().also)
    }

    /// False where an account must switch the region on before it can be used.
    #[must_use]
    pub fn default_on(self) -> bool {
        self.place().default_on
    }

    /// How an account switches the region on, as the beginning of a sentence in small letters.
    #[must_use]
    pub fn how_to_switch_on(self) -> String {
        format!(
            "switch it on in the AWS console (your name at the top right, Account, AWS Regions) or with \
             `aws account enable-region --region-name {self}`, which takes minutes to hours"
        )
    }

    /// Great-circle distance to a point given in degrees, in kilometres.
    #[must_use]
    pub fn distance_km(self, latitude: f32, longitude: f32) -> u32 {
        let place = self.place();
        let (a, b) = (place.latitude.to_radians(), latitude.to_radians());
        let d = (place.longitude - longitude).to_radians();
        let cosine = (a.sin() * b.sin() + a.cos() * b.cos() * d.cos()).clamp(-1.0, 1.0);
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "0 to 20,038")]
        let km = (cosine.acos() * 6371.0) as u32;
        km
    }
}

impl FromStr for Region {
    type Err = UnknownRegion;

    /// Capitals and blanks around it are not meant.
    fn from_str(text: &str) -> Result<Self, UnknownRegion> {
        let meant = text.trim().to_ascii_lowercase();
        if let Some(region) = Self::all().find(|region| region.code() == meant) {
            return Ok(region);
        }
        let given = super::text::clean_line(text);
        match ELSEWHERE.iter().find(|(beginning, _)| meant.starts_with(beginning)) {
            Some((_, place)) => Err(UnknownRegion::Elsewhere { given, place }),
            None => {
                let nearest =
                    PLACES.iter().map(|p| p.code).min_by_key(|code| strsim::damerau_levenshtein(code, &meant));
                Err(UnknownRegion::Unknown { given, nearest: nearest.unwrap_or("us-east-1") })
            }
        }
    }
}

impl TryFrom<String> for Region {
    type Error = UnknownRegion;
    fn try_from(text: String) -> Result<Self, UnknownRegion> {
        text.parse()
    }
}

impl From<Region> for String {
    fn from(region: Region) -> Self {
        region.code().to_owned()
    }
}

impl fmt::Display for Region {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.code())
    }
}

impl fmt::Debug for Region {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.code())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_are_sorted_and_parse_back() {
        assert!(PLACES.is_sorted_by_key(|place| place.code));
        for region in Region::all() {
            assert_eq!(region.code().parse(), Ok(region));
        }
        assert_eq!(Region::US_EAST_1.code(), "us-east-1");
    }

    #[test]
    fn a_typo_names_the_nearest() {
        let error = "us-esat-1".parse::<Region>().unwrap_err();
        assert!(error.to_string().contains("us-east-1"), "{error}");
    }

    #[test]
    fn capitals_are_not_meant_and_other_partitions_are_named() {
        assert_eq!(" US-EAST-1 ".parse(), Ok(Region::US_EAST_1));
        let said = |text: &str| text.parse::<Region>().unwrap_err().to_string();
        assert!(said("US-EATS-1").contains("did you mean `us-east-1`?"), "{}", said("US-EATS-1"));
        assert!(said("us-east-1a").contains("did you mean `us-east-1`?"));
        for (text, place) in
            [("cn-north-1", "China's AWS"), ("us-gov-west-1", "GovCloud"), ("eusc-de-east-1", "Sovereign")]
        {
            assert!(said(text).contains(place) && !said(text).contains("did you mean"), "{}", said(text));
        }
    }

    #[test]
    fn berlin_is_nearest_to_frankfurt() {
        let nearest = Region::all().min_by_key(|region| region.distance_km(52.5, 13.4));
        assert_eq!(nearest.map(Region::code), Some("eu-central-1"));
    }
}
