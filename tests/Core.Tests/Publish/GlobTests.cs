using Countme.Core.Publish;

namespace Countme.Core.Tests.Publish;

public class GlobTests
{
    [Theory]
    [InlineData("fedora-42", "fedora-42", true)]
    [InlineData("fedora-42", "fedora-421", false)]
    [InlineData("fedora-42", "Fedora-42", false)]
    [InlineData("fedora-*", "fedora-", true)]
    [InlineData("*-42", "updates-released-f42", false)]
    [InlineData("*f42", "updates-released-f42", true)]
    [InlineData("*a*b*", "xxaxxaxb", true)]
    [InlineData("*a*b", "xxaxxaxbx", false)]
    [InlineData("**", "", true)]
    [InlineData("", "", true)]
    [InlineData("", "x", false)]
    [InlineData("a?", "ab", false)]
    public void Fits_Text_ExactlyOrWithStars(string pattern, string text, bool fits) => Assert.Equal(fits, new Glob(pattern).Fits(text));
}
