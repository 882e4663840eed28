//! From text to [`Expression`]: tokens, and a parser by binding powers.
//!
//! The grammar is that of <https://jmespath.org/specification.html#grammar>; it knows no types.

use serde_json::Value;

use super::{Comparator, Expression, Problem};

/// Tokens at most: far beyond what models hold, and what bounds recursion.
const LIMIT: usize = 250;
/// Tokens that bind weaker end a projection.
const PROJECTION_STOP: u8 = 10;

/// Parses an expression.
pub(super) fn parse(text: &str) -> Result<Expression, Problem> {
    let tokens = tokens(text)?;
    if tokens.len() > LIMIT {
        return Err(Problem::beyond(format_args!("an expression of more than {LIMIT} tokens is")));
    }
    let mut parser = Parser { tokens: tokens.into_iter().peekable() };
    let expression = parser.expression(0)?;
    match parser.tokens.next() {
        None => Ok(expression),
        Some(token) => Err(unexpected(Some(&token))),
    }
}

#[derive(Clone, Debug, PartialEq)]
enum Token {
    Identifier(String),
    Quoted(String),
    Literal(Value),
    Number(i64),
    Compare(Comparator),
    /// `[]`
    Flatten,
    /// `[?`
    Filter,
    And,
    Or,
    /// One of `. * | & @ ! ( ) [ ] { } , :`
    Mark(char),
}

impl Token {
    // The numbers are those that all implementations share; only their order matters.
    fn binds(&self) -> u8 {
        match self {
            Self::Mark('|') => 1,
            Self::Or => 2,
            Self::And => 3,
            Self::Compare(_) => 5,
            Self::Flatten => 9,
            Self::Mark('*') => 20,
            Self::Filter => 21,
            Self::Mark('.') => 40,
            Self::Mark('!') => 45,
            Self::Mark('{') => 50,
            Self::Mark('[') => 55,
            Self::Mark('(') => 60,
            _ => 0,
        }
    }
}

fn tokens(text: &str) -> Result<Vec<Token>, Problem> {
    let mut tokens = Vec::new();
    let mut rest = text.trim_start();
    while let Some(first) = rest.chars().next() {
        let (token, length) = token(first, rest)?;
        tokens.push(token);
        rest = rest.get(length..).unwrap_or_default().trim_start();
    }
    Ok(tokens)
}

// The token that begins with `first`, and how many bytes it takes.
fn token(first: char, rest: &str) -> Result<(Token, usize), Problem> {
    let two = [
        ("[]", Token::Flatten),
        ("[?", Token::Filter),
        ("&&", Token::And),
        ("||", Token::Or),
        ("==", Token::Compare(Comparator::Equal)),
        ("!=", Token::Compare(Comparator::NotEqual)),
        ("<=", Token::Compare(Comparator::LessOrEqual)),
        (">=", Token::Compare(Comparator::GreaterOrEqual)),
    ];
    if let Some((_, token)) = two.into_iter().find(|(text, _)| rest.starts_with(text)) {
        return Ok((token, 2));
    }
    match first {
        'A'..='Z' | 'a'..='z' | '_' => {
            let end = rest.find(|c: char| !c.is_ascii_alphanumeric() && c != '_').unwrap_or(rest.len());
            Ok((Token::Identifier(rest.get(..end).unwrap_or_default().to_owned()), end))
        }
        '0'..='9' | '-' => {
            let digits = rest.find(|c: char| !c.is_ascii_digit() && c != '-').unwrap_or(rest.len());
            let number = rest.get(..digits).and_then(|text| text.parse().ok());
            number.map(|number| (Token::Number(number), digits)).ok_or_else(|| syntax("a number is malformed"))
        }
        '<' => Ok((Token::Compare(Comparator::Less), 1)),
        '>' => Ok((Token::Compare(Comparator::Greater), 1)),
        '"' => {
            let (inner, length) = delimited(rest, '"')?;
            let name: Result<String, _> = serde_json::from_str(&format!("\"{inner}\""));
            name.map(|name| (Token::Quoted(name), length)).map_err(|_| syntax("a quoted name is malformed"))
        }
        '\'' => {
            let (inner, length) = delimited(rest, '\'')?;
            Ok((Token::Literal(Value::String(inner.replace("\\'", "'"))), length))
        }
        '`' => {
            let (inner, length) = delimited(rest, '`')?;
            let inner = inner.replace("\\`", "`");
            // A bare word is a text: the form of before 2014, which models still hold.
            let value = serde_json::from_str(&inner).unwrap_or_else(|_| Value::String(inner.trim().to_owned()));
            Ok((Token::Literal(value), length))
        }
        '.' | '*' | '|' | '&' | '@' | '!' | '(' | ')' | '[' | ']' | '{' | '}' | ',' | ':' => {
            Ok((Token::Mark(first), 1))
        }
        other => Err(syntax(format!("`{other}` has no meaning here"))),
    }
}

// What stands between two delimiters, escapes untouched, and the length with both.
fn delimited(rest: &str, delimiter: char) -> Result<(&str, usize), Problem> {
    let mut escaped = false;
    for (at, c) in rest.char_indices().skip(1) {
        match c {
            _ if escaped => escaped = false,
            '\\' => escaped = true,
            c if c == delimiter => return Ok((rest.get(1..at).unwrap_or_default(), at + 1)),
            _ => {}
        }
    }
    Err(syntax(format!("a `{delimiter}` is not closed")))
}

struct Parser {
    tokens: std::iter::Peekable<std::vec::IntoIter<Token>>,
}

impl Parser {
    fn expression(&mut self, binding: u8) -> Result<Expression, Problem> {
        let mut left = self.first()?;
        while let Some(token) = self.tokens.next_if(|token| token.binds() > binding) {
            left = self.next(token, left)?;
        }
        Ok(left)
    }

    // What a token means at the beginning of an expression.
    fn first(&mut self) -> Result<Expression, Problem> {
        let current = || Box::new(Expression::Current);
        match self.tokens.next() {
            Some(Token::Identifier(name)) => Ok(Expression::Field(name)),
            Some(Token::Quoted(name)) => Ok(Expression::Field(name)),
            Some(Token::Literal(value)) => Ok(Expression::Literal(value)),
            Some(Token::Mark('@')) => Ok(Expression::Current),
            Some(Token::Mark('*')) => Ok(Expression::ProjectValues(current(), self.projected(20)?)),
            Some(Token::Mark('!')) => Ok(Expression::Not(Box::new(self.expression(45)?))),
            Some(Token::Mark('(')) => {
                let inner = self.expression(0)?;
                self.expect(')')?;
                Ok(inner)
            }
            Some(Token::Mark('&')) => {
                self.expression(0)?;
                Ok(Expression::Beyond("an expression as argument (`&`) is"))
            }
            Some(Token::Mark('{')) => self.hash(),
            Some(token @ (Token::Filter | Token::Flatten)) => self.next(token, Expression::Current),
            Some(Token::Mark('[')) => match self.tokens.peek() {
                Some(Token::Number(_) | Token::Mark(':')) => self.index(),
                // `[*]` is a projection; `[*.a]` would be a list of one.
                Some(Token::Mark('*')) => {
                    self.tokens.next();
                    self.expect(']')?;
                    Ok(Expression::Project(current(), self.projected(20)?))
                }
                _ => self.list(),
            },
            token => Err(unexpected(token.as_ref())),
        }
    }

    // What a token means after an expression.
    fn next(&mut self, token: Token, left: Expression) -> Result<Expression, Problem> {
        let left = Box::new(left);
        Ok(match token {
            Token::Mark('.') => {
                if self.tokens.next_if_eq(&Token::Mark('*')).is_some() {
                    Expression::ProjectValues(left, self.projected(40)?)
                } else {
                    Expression::Sub(left, Box::new(self.after_dot(40)?))
                }
            }
            Token::Mark('|') => Expression::Pipe(left, Box::new(self.expression(1)?)),
            Token::Or => Expression::Or(left, Box::new(self.expression(2)?)),
            Token::And => Expression::And(left, Box::new(self.expression(3)?)),
            Token::Compare(comparator) => Expression::Compare(comparator, left, Box::new(self.expression(5)?)),
            Token::Flatten => Expression::Project(Box::new(Expression::Flatten(left)), self.projected(9)?),
            Token::Filter => {
                let condition = Box::new(self.expression(0)?);
                self.expect(']')?;
                let each = match self.tokens.peek() {
                    Some(Token::Flatten) => Box::new(Expression::Current),
                    _ => self.projected(21)?,
                };
                Expression::Filter(left, condition, each)
            }
            Token::Mark('[') => match self.tokens.peek() {
                Some(Token::Number(_) | Token::Mark(':')) => Expression::Sub(left, Box::new(self.index()?)),
                _ => {
                    self.expect('*')?;
                    self.expect(']')?;
                    Expression::Project(left, self.projected(20)?)
                }
            },
            Token::Mark('(') => match *left {
                Expression::Field(name) => Expression::Call(name, self.arguments()?),
                _ => return Err(syntax("only a name can be called")),
            },
            token => return Err(unexpected(Some(&token))),
        })
    }

    // What becomes of each element of a projection.
    fn projected(&mut self, binding: u8) -> Result<Box<Expression>, Problem> {
        let each = match self.tokens.peek() {
            Some(Token::Mark('.')) => {
                self.tokens.next();
                self.after_dot(binding)?
            }
            Some(Token::Mark('[') | Token::Filter) => self.expression(binding)?,
            Some(token) if token.binds() >= PROJECTION_STOP => return Err(unexpected(Some(token))),
            _ => Expression::Current,
        };
        Ok(Box::new(each))
    }

    fn after_dot(&mut self, binding: u8) -> Result<Expression, Problem> {
        match self.tokens.peek() {
            Some(Token::Identifier(_) | Token::Quoted(_) | Token::Mark('*')) => self.expression(binding),
            Some(Token::Mark('[')) => {
                self.tokens.next();
                self.list()
            }
            Some(Token::Mark('{')) => {
                self.tokens.next();
                self.hash()
            }
            token => Err(unexpected(token)),
        }
    }

    fn index(&mut self) -> Result<Expression, Problem> {
        if let Some(Token::Number(index)) = self.tokens.next_if(|token| matches!(token, Token::Number(_)))
            && self.tokens.next_if_eq(&Token::Mark(']')).is_some()
        {
            return Ok(Expression::Index(index));
        }
        while self.tokens.next_if(|token| matches!(token, Token::Number(_) | Token::Mark(':'))).is_some() {}
        self.expect(']')?;
        // Rest of the projection that a slice is; it is refused as a whole.
        self.projected(20)?;
        Ok(Expression::Beyond("a slice (`[a:b]`) is"))
    }

    fn list(&mut self) -> Result<Expression, Problem> {
        let mut items = vec![self.expression(0)?];
        while self.tokens.next_if_eq(&Token::Mark(',')).is_some() {
            items.push(self.expression(0)?);
        }
        self.expect(']')?;
        Ok(Expression::List(items))
    }

    fn hash(&mut self) -> Result<Expression, Problem> {
        loop {
            match self.tokens.next() {
                Some(Token::Identifier(_) | Token::Quoted(_)) => {}
                token => return Err(unexpected(token.as_ref())),
            }
            self.expect(':')?;
            self.expression(0)?;
            if self.tokens.next_if_eq(&Token::Mark(',')).is_none() {
                self.expect('}')?;
                return Ok(Expression::Beyond("an object (`{a: b}`) is"));
            }
        }
    }

    fn arguments(&mut self) -> Result<Vec<Expression>, Problem> {
        let mut arguments = Vec::new();
        if self.tokens.next_if_eq(&Token::Mark(')')).is_some() {
            return Ok(arguments);
        }
        loop {
            arguments.push(self.expression(0)?);
            if self.tokens.next_if_eq(&Token::Mark(',')).is_none() {
                self.expect(')')?;
                return Ok(arguments);
            }
        }
    }

    fn expect(&mut self, mark: char) -> Result<(), Problem> {
        match self.tokens.next() {
            Some(Token::Mark(found)) if found == mark => Ok(()),
            token => Err(unexpected(token.as_ref())),
        }
    }
}

fn unexpected(token: Option<&Token>) -> Problem {
    match token {
        None => syntax("the expression ends too early"),
        Some(token) => {
            let shown = match token {
                Token::Identifier(name) | Token::Quoted(name) => name.clone(),
                Token::Literal(value) => value.to_string(),
                Token::Number(number) => number.to_string(),
                Token::Compare(comparator) => comparator.as_str().to_owned(),
                Token::Flatten => "[]".to_owned(),
                Token::Filter => "[?".to_owned(),
                Token::And => "&&".to_owned(),
                Token::Or => "||".to_owned(),
                Token::Mark(mark) => mark.to_string(),
            };
            syntax(format!("`{shown}` cannot stand where it does"))
        }
    }
}

fn syntax(message: impl std::fmt::Display) -> Problem {
    Problem::wrong(format!("not JMESPath: {message}"), "see https://jmespath.org/specification.html")
}
