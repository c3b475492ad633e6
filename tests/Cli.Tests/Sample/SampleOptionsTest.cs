using Countme.Cli.Sample;

namespace Countme.Cli.Tests.Sample;

public sealed class SampleOptionsTest
{
    private static readonly SampleOptions Valid = new() { OutputFolder = "logs" };

    public static TheoryData<SampleOptions, string> BadOptions => new()
    {
        { Valid with { OutputFolder = " " }, "The output folder is empty: name a folder to write to." },
        { Valid with { Proxies = 0 }, "0 proxies were asked for: 1 to 999 are possible." },
        { Valid with { Days = 0 }, "0 days were asked for: 1 to 3660 are possible." },
        { Valid with { Start = new(1970, 12, 31) }, "The first day is 1970-12-31: name one in the years 1971 to 9000." },
        { Valid with { Workers = 0 }, "0 workers were asked for: 1 to 64 are possible." },
        { Valid with { OddShare = 2 }, "The share of odd lines is 2: name one from 0 to 1, such as 0.001." },
        { Valid with { LinesPerSecond = 0 }, "0 lines a second were asked for: more than 0 and at most 1000000 are possible." },
        { Valid with { Sites = [] }, "No site was named: name at least one, such as mirrors.fedoraproject.org." },
        { Valid with { Sites = ["a", "a"] }, "A site was named twice: name each once." },
        {
            Valid with { Sites = ["../a"] },
            "\"../a\" is not a site: letters, digits, dots and hyphens are expected, such as mirrors.centos.org."
        },
        {
            Valid with { Size = new(786_431) },
            "786431B is too little for 48 files: ask for 786432B or more, or for fewer days, proxies or sites."
        },
    };

    [Theory, MemberData(nameof(BadOptions))]
    public void Validate_ValueOutOfRange_RefusedWithTheWayOut(SampleOptions options, string message) =>
        Assert.Equal(message, Assert.Throws<SampleRefusedException>(options.Validate).Message);

    [Fact]
    public void Validate_Defaults_Accepted()
    {
        Valid.Validate();

        Assert.Equal(DayOfWeek.Monday, Valid.Start.DayOfWeek);
    }
}
