using Countme.Cli.Running;

namespace Countme.Cli.Tests.Running;

public class TerminalTextTests
{
    [Theory]
    [InlineData("Fedora Linux 42", "Fedora Linux 42")]
    [InlineData("a\u001b[31mb\u0007\n", "a\\x1b[31mb\\x07\\x0a")]
    [InlineData("\u009b31m", "\\x9b31m")]
    [InlineData("abc\u202edef", "abc\\u202edef")]
    [InlineData("a\u2028b\u200bc", "a\\u2028b\\u200bc")]
    [InlineData("Grüße 日本", "Grüße 日本")]
    public void Escaped_WhatMovesTheCursor_IsWrittenOut(string text, string escaped) => Assert.Equal(escaped, TerminalText.Escaped(text));
}
