//! What a request claims about its signature: read from the `Authorization` header or from the `X-Amz-`
//! parameters of a presigned URL, not believed yet.

use std::time::SystemTime;

use super::form::raw_pairs;
use super::{ReceivedRequest, SignatureProblem, calendar};

pub(super) const ALGORITHM: &str = "AWS4-HMAC-SHA256";
/// X-Amz-Expires is at most a week.
const MAX_EXPIRES: u64 = 604_800;

/// The claims of a signature.
pub(super) struct Claims {
    pub(super) scope: Scope,
    /// `X-Amz-Date` as written, which is what was signed.
    pub(super) date: String,
    pub(super) signed_at: SystemTime,
    /// Lower case, in the order of the request.
    pub(super) signed_headers: Vec<String>,
    pub(super) signature: String,
    pub(super) session_token: Option<String>,
    pub(super) presigned: bool,
}

/// `AKID/20150830/us-east-1/sts/aws4_request`, taken apart.
pub(super) struct Scope {
    pub(super) access_key_id: String,
    pub(super) date: String,
    pub(super) region: String,
    pub(super) service: String,
    pub(super) terminator: String,
}

impl Claims {
    pub(super) fn of(request: &ReceivedRequest) -> Result<Self, SignatureProblem> {
        let query = QueryClaims::of(request)?;
        match (request.header("authorization"), query) {
            (Some(_), Some(_)) => Err(SignatureProblem::incomplete(
                "the request has both an Authorization header and X-Amz- signature parameters",
            )),
            (Some(header), None) => Self::from_header(request, header),
            (None, Some(query)) => query.claims(),
            (None, None) => Err(SignatureProblem::MissingAuthenticationToken),
        }
    }

    // Authorization: AWS4-HMAC-SHA256 Credential=.., SignedHeaders=.., Signature=..
    fn from_header(request: &ReceivedRequest, header: &str) -> Result<Self, SignatureProblem> {
        if request.header_values("authorization").count() > 1 {
            return Err(SignatureProblem::incomplete("there is more than one Authorization header"));
        }
        let (algorithm, fields) = header.trim().split_once(' ').unwrap_or((header, ""));
        check_algorithm(algorithm)?;
        let field = |name: &str| {
            fields
                .split(',')
                .filter_map(|field| field.trim().split_once('='))
                .find(|(other, _)| *other == name)
                .map(|(_, value)| value.to_owned())
        };
        let date = request.header("x-amz-date").map(|date| date.trim().to_owned());
        Parts {
            place: "Authorization header",
            credential: field("Credential"),
            signed_headers: field("SignedHeaders"),
            signature: field("Signature"),
            date,
            session_token: request.header("x-amz-security-token").map(|token| token.trim().to_owned()),
            presigned: false,
        }
        .claims()
    }
}

struct QueryClaims {
    pairs: Vec<(String, String)>,
}

impl QueryClaims {
    // A query that cannot be decoded is not signed in the query; the service will refuse it as a form.
    fn of(request: &ReceivedRequest) -> Result<Option<Self>, SignatureProblem> {
        let pairs: Vec<(String, String)> = raw_pairs(request.query())
            .unwrap_or_default()
            .into_iter()
            .filter_map(|(name, value)| Some((String::from_utf8(name).ok()?, String::from_utf8(value).ok()?)))
            .filter(|(name, _)| name.starts_with("X-Amz-"))
            .collect();
        for (at, (name, _)) in pairs.iter().enumerate() {
            if pairs.iter().skip(at + 1).any(|(other, _)| other == name) {
                return Err(SignatureProblem::incomplete(format!("{name} is given more than once")));
            }
        }
        let claims = Self { pairs };
        let signed =
            ["X-Amz-Algorithm", "X-Amz-Credential", "X-Amz-Signature"].iter().any(|name| claims.value(name).is_some());
        Ok(signed.then_some(claims))
    }

    fn value(&self, name: &str) -> Option<String> {
        let (_, value) = self.pairs.iter().find(|(other, _)| other == name)?;
        Some(value.clone())
    }

    fn claims(self) -> Result<Claims, SignatureProblem> {
        check_algorithm(&self.value("X-Amz-Algorithm").unwrap_or_default())?;
        if let Some(expires) = self.value("X-Amz-Expires")
            && expires.parse::<u64>().map_or(true, |seconds| seconds > MAX_EXPIRES)
        {
            return Err(SignatureProblem::incomplete(format!(
                "X-Amz-Expires must be a number of seconds up to {MAX_EXPIRES}"
            )));
        }
        Parts {
            place: "presigned URL",
            credential: self.value("X-Amz-Credential"),
            signed_headers: self.value("X-Amz-SignedHeaders"),
            signature: self.value("X-Amz-Signature"),
            date: self.value("X-Amz-Date"),
            session_token: self.value("X-Amz-Security-Token"),
            presigned: true,
        }
        .claims()
    }
}

fn check_algorithm(algorithm: &str) -> Result<(), SignatureProblem> {
    if algorithm == ALGORITHM {
        return Ok(());
    }
    Err(SignatureProblem::incomplete(format!(
        "Unsupported AWS 'algorithm': '{algorithm}', only '{ALGORITHM}' is understood"
    )))
}

struct Parts {
    place: &'static str,
    credential: Option<String>,
    signed_headers: Option<String>,
    signature: Option<String>,
    date: Option<String>,
    session_token: Option<String>,
    presigned: bool,
}

impl Parts {
    fn claims(self) -> Result<Claims, SignatureProblem> {
        let named = [
            ("Credential", &self.credential),
            ("SignedHeaders", &self.signed_headers),
            ("Signature", &self.signature),
            ("X-Amz-Date", &self.date),
        ];
        let missing: Vec<&str> = named
            .iter()
            .filter(|(_, value)| value.as_deref().is_none_or(str::is_empty))
            .map(|(name, _)| *name)
            .collect();
        let (Some(credential), Some(signed_headers), Some(signature), Some(date), true) =
            (self.credential, self.signed_headers, self.signature, self.date, missing.is_empty())
        else {
            return Err(SignatureProblem::incomplete(format!("{} lacks {}", self.place, missing.join(", "))));
        };
        let signed_at = calendar::parse_basic(&date).ok_or_else(|| {
            SignatureProblem::incomplete(format!("X-Amz-Date '{date}' is not of the form YYYYMMDDTHHMMSSZ"))
        })?;
        Ok(Claims {
            scope: Scope::parse(&credential)?,
            date,
            signed_at,
            signed_headers: signed_headers.split(';').map(str::to_owned).collect(),
            signature,
            session_token: self.session_token,
            presigned: self.presigned,
        })
    }
}

impl Scope {
    fn parse(credential: &str) -> Result<Self, SignatureProblem> {
        let parts: Vec<&str> = credential.split('/').collect();
        let [access_key_id, date, region, service, terminator] = parts[..] else {
            return Err(SignatureProblem::incomplete(format!(
                "Credential must have five parts separated by slashes, not {}",
                parts.len()
            )));
        };
        Ok(Self {
            access_key_id: access_key_id.to_owned(),
            date: date.to_owned(),
            region: region.to_owned(),
            service: service.to_owned(),
            terminator: terminator.to_owned(),
        })
    }

    /// `20150830/us-east-1/sts/aws4_request`
    pub(super) fn text(&self) -> String {
        [&*self.date, &*self.region, &*self.service, &*self.terminator].join("/")
    }
}
