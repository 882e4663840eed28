//! Texts, and the lines of Markdown that they become.

use super::lines;

#[track_caller]
fn become_lines(cases: &[(&str, &str)]) {
    for (text, expected) in cases {
        let found = lines(Some(text)).join("\n");
        assert_eq!(&found, expected, "{text}");
        // What is read again stays what it is.
        assert_eq!(lines(Some(&found)).join("\n"), found, "once more: {text}");
    }
}

#[test]
fn commonmark_stays_as_it_is() {
    become_lines(&[
        ("One.\n\n\n\nTwo.", "One.\n\nTwo."),
        ("a *word*, a __strong__ one, a `name`", "a *word*, a **strong** one, a `name`"),
        ("see [docs](https://example.com/a_b) for it", "see [docs](https://example.com/a_b) for it"),
        ("see [docs][d]\n\n[d]: https://example.com", "see [docs](https://example.com)"),
        ("- one\n- two\n  - inner\n", "- one\n- two\n  - inner"),
        ("* one\n\n* two", "- one\n- two"),
        ("3. three\n4. four", "3. three\n4. four"),
        ("- one\n\n  more\n- two", "- one\n\n  more\n\n- two"),
        ("- one\n\n* other", "- one\n\n* other"),
        ("> quoted\ntext", "> quoted text"),
        ("# Top\n\ntext\n\n## Below", "## Top\n\ntext\n\n### Below"),
        ("| a | b |\n|---|:-:|\n| `x` | y \\| z |", "| a | b |\n| --- | :-: |\n| `x` | y \\| z |"),
        ("line  \nbreak", "line\\\nbreak"),
        ("one\n\n---\n\ntwo", "one\n\n---\n\ntwo"),
        ("snake_case_name and 2 * 3 * 4", "snake_case_name and 2 * 3 * 4"),
        ("R&D, 5 > 3, AT&T;", "R&D, 5 > 3, AT\\&T;"),
        ("`` a ` b ``", "``a ` b``"),
    ]);
}

#[test]
fn html_becomes_markdown() {
    become_lines(&[
        ("<p>One.</p> <p>Two\n     lines.</p>", "One.\n\nTwo lines."),
        (
            "<p>A <b>bold</b>, <strong>strong</strong>, <i>slanted</i> and <em>stressed</em> word.</p>",
            "A **bold**, **strong**, *slanted* and *stressed* word.",
        ),
        ("<p>The <code>Path</code> and <code>a_b*c</code>.</p>", "The `Path` and `a_b*c`."),
        (
            "<p>See <a href=\"https://example.com/x?a=1&amp;b=2\">the <i>Guide</i></a>.</p>",
            "See [the *Guide*](https://example.com/x?a=1&b=2).",
        ),
        ("<p>Call <a>CreateThing</a> first; <a>not a name</a>.</p>", "Call `CreateThing` first; not a name."),
        ("<ul><li><p>one</p></li><li><p>two</p><ul> <li>inner</li> </ul></li></ul>", "- one\n- two\n  - inner"),
        ("<ul> <li> <p>one</p> <p>more</p> </li> <li>two</li> </ul>", "- one\n\n  more\n\n- two"),
        ("<ol><li>first</li><li>second</li></ol>", "1. first\n2. second"),
        ("<ol><li>first <ol><li>inner</li></ol></li></ol>", "1. first\n   1. inner"),
        ("<p>Do:</p><pre>let a = &lt;b&gt;;\n  <i>indented</i></pre>", "Do:\n\n```text\nlet a = <b>;\n  indented\n```"),
        ("<pre><code>one\n```\n</code></pre>", "````text\none\n```\n````"),
        (
            "<note> <p>Mind <code>this</code>.</p> <p>And that.</p> </note>",
            "> **Note**\n>\n> Mind `this`.\n>\n> And that.",
        ),
        ("<p>Before <important>now</important> after", "Before\n\n> **Important**\n>\n> now\n\nafter"),
        ("<note><ul><li>a</li><li>b</li></ul></note>", "> **Note**\n>\n> - a\n> - b"),
        (
            "<dl><dt>Key</dt><dd><p>Opens.</p></dd><dt><code>Lock</code></dt><dd>Closes.</dd></dl>",
            "- **Key**\n\n  Opens.\n\n- **`Lock`**\n\n  Closes.",
        ),
        (
            "<table><tr><th>A</th><th>B</th></tr><tr><td><p>1 | 2</p></td><td><code>x|y</code></td></tr></table>",
            "| A | B |\n| --- | --- |\n| 1 \\| 2 | `x\\|y` |",
        ),
        ("<h1>Top</h1><p>text</p><h3>Below</h3>", "## Top\n\ntext\n\n### Below"),
        ("<fullname>A Service</fullname><p>It serves.</p>", "A Service\n\nIt serves."),
        ("<p>a<br>b<br/>c</p>", "a\\\nb\\\nc"),
        ("<p>5 &lt; 6 &amp; 7 &#62; 2 &nbsp;&quot;x&quot; &eacute;</p>", "5 \\< 6 & 7 > 2 \"x\" é"),
        ("<p>Uses <replaceable>name</replaceable> in <filename>a.txt</filename>.</p>", "Uses *name* in `a.txt`."),
        ("<P>Upper <CODE>case</CODE></P>", "Upper `case`"),
        ("<p>1. Not a list</p><p>- nor this</p><p># nor that</p>", "1\\. Not a list\n\n\\- nor this\n\n\\# nor that"),
        ("<!-- nothing --><p>something</p>", "something"),
        ("text <b>bold</b> and `code`", "text **bold** and `code`"),
        ("one<br>two with *stars*", "one\\\ntwo with *stars*"),
        ("<img src=\"https://example.com/x.png\" alt=\"x\"><p>shown</p>", "shown"),
    ]);
}

#[test]
fn malformed_html_loses_nothing_that_is_said() {
    become_lines(&[
        ("<p>open <b>bold", "open **bold**"),
        ("<p>a</i></b></ul> b</p>", "a b"),
        ("<ul><li>one<li>two</ul>", "- one\n- two"),
        ("<p><code>arn:aws:iam::<account>:role/<name></code></p>", "`arn:aws:iam::<account>:role/<name>`"),
        ("<p>a <account> and a < b, x <y", "a \\<account> and a \\< b, x \\<y"),
        ("<p>unclosed <code>code</p><p>after</p>", "unclosed `code`\n\nafter"),
        ("<p>nested <code>a <a>B</a> <i>c</i></code></p>", "nested `a B c`"),
        ("<p>empty <a href=\"https://example.com\"></a><code></code> things</p>", "empty things"),
        ("<p>cut <a href=\"https://exa", "cut \\<a href=\"<https://exa>"),
        ("<note><p>open", "> **Note**\n>\n> open"),
        ("<p>odd &bogus; &#xZZ; & end</p>", "odd \\&bogus; \\&#xZZ; & end"),
        ("", ""),
        ("<p></p>", ""),
        ("   \n ", ""),
    ]);
}

#[test]
fn hostile_texts_stay_text() {
    become_lines(&[
        ("see [Tag] and [x](crate::Client)", "see \\[Tag] and x"),
        ("<script>alert(1)</script>", "\\<script>alert(1)\\</script>"),
        ("<p>a<script>alert('<b>')</script></p>", "a\\<script>alert('**')\\</script>**"),
        ("<p>a */ b \"c\" {d} \\</p>", "a \\*/ b \"c\" {d} \\\\"),
        ("#![doc = include_str!(\"/etc/hostname\")]", "#!\\[doc = include_str!(\"/etc/hostname\")]"),
        ("<a href=\"javascript:alert(1)\">go there</a>", "go there"),
        ("<a href=\"/relative.html\">go there</a>", "go there"),
        ("[x](javascript:alert) [y](file:///etc) <mailto:a@example.com>", "x y mailto:a@example.com"),
        ("<a href=\"https://example.com/a b)(`|\">x</a>", "[x](https://example.com/a%20b%29%28%60%7C)"),
        ("<a href='https://example.com/\"><script>'>x</a>", "[x](https://example.com/%22%3E%3Cscript%3E)"),
        (
            "bare https://example.com/x_y_z. And (http://example.org)",
            "bare <https://example.com/x_y_z>. And (<http://example.org>)",
        ),
        ("odd ` tick", "odd \\` tick"),
        ("```\nlet x;", "```text\nlet x;\n```"),
        ("```rust\npanic!()\n```\nafter", "```text\npanic!()\n```\n\nafter"),
        ("````should_panic\n```\n````", "````text\n```\n````"),
        ("~~~\ncode\n~~~", "```text\ncode\n```"),
        ("turned \u{202E}round", "turned round"),
        ("<p>turned \u{2066}<code>a\u{202E}b</code></p>", "turned `a b`"),
        ("tab\there", "tab here"),
        ("a ~~struck~~ b [^1]", "a ~\\~struck\\~\\~ b \\[^1]"),
        ("![alt](https://example.com/x.png)", "alt"),
    ]);
}

#[test]
fn lines_are_wrapped_and_none_begins_like_a_block() {
    let text = "word ".repeat(40) + "- + # > 1. = --- | :- 2) ~~~ " + &"more ".repeat(30);
    for width in 0..30 {
        let text = "x".repeat(width) + " " + &text;
        let lines = lines(Some(&text));
        assert!(lines.iter().all(|line| line.len() <= 112 && !line.is_empty()), "{lines:?}");
        assert_eq!(super::lines(Some(&lines.join("\n"))), lines);
        assert!(lines.len() > 3);
    }
    let text = format!("<ul><li>{}<ol><li>{}</li></ol></li></ul>", "word ".repeat(30), "more ".repeat(30));
    let indents: Vec<usize> = lines(Some(&text)).iter().map(|line| line.len() - line.trim_start().len()).collect();
    assert_eq!(indents, [0, 2, 2, 5]);
}

#[test]
fn deep_texts_end() {
    for (open, close) in [("<b>", "</b>"), ("<ul><li>", "</li></ul>"), ("<note>", "</note>"), ("<div>", "")] {
        let text = open.repeat(20_000) + "deep" + &close.repeat(20_000);
        assert!(lines(Some(&text)).concat().contains("deep"), "{open}");
    }
    for mark in ["> ", "- ", "[", "*", "` ", "<", "&", "1. "] {
        let text = mark.repeat(20_000) + "deep";
        assert!(lines(Some(&text)).concat().contains("deep"), "{mark}");
    }
}

#[test]
fn titles_stay_in_one_line() {
    let hostile = "T\n#![doc = include_str!(\"/etc/hostname\")]\r\n//! ```\u{2066}";
    assert_eq!(super::one_line(hostile), "T #!\\[doc = include_str!(\"/etc/hostname\")] //! \\`\\`\\`");
}
