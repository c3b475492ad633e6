using Countme.Cli.Tests.Running;

namespace Countme.Cli.Tests.Verbs;

public class HelpTests
{
    private static readonly string Folder = Path.Join(Path.GetDirectoryName(TestData.Root), "Cli.Tests", "Help");

    [Theory]
    [InlineData("")]
    [InlineData("bench")]
    [InlineData("combine")]
    [InlineData("count")]
    [InlineData("events")]
    [InlineData("explain")]
    [InlineData("export")]
    [InlineData("import")]
    [InlineData("load")]
    [InlineData("publish")]
    [InlineData("sample")]
    [InlineData("show")]
    [InlineData("total")]
    [InlineData("trim")]
    [InlineData("backfill")]
    [InlineData("backfill start")]
    [InlineData("backfill show")]
    [InlineData("backfill stop")]
    [InlineData("status")]
    [InlineData("totals")]
    [InlineData("upload")]
    [InlineData("weeks")]
    public async Task Help_OfVerb_IsAsCommitted(string verb)
    {
        string path = Path.Join(Folder, verb.Length == 0 ? "countme.txt" : $"{verb.Replace(' ', '-')}.txt");

        Ran ran = await Ran.Inside([.. verb.Split(' ', StringSplitOptions.RemoveEmptyEntries), "--help"]);

        if (Environment.GetEnvironmentVariable("COUNTME_UPDATE_DOCS") == "1")
        {
            await File.WriteAllTextAsync(path, ran.Out);
        }

        Assert.Equal((0, ""), (ran.ExitCode, ran.Error));
        Assert.Equal(await File.ReadAllTextAsync(path), ran.Out);
        Assert.DoesNotContain(ran.Lines, line => line.Length > 120);
    }

    [Fact]
    public async Task Root_WithoutVerb_ShowsHelpOnStderr()
    {
        Ran ran = await Ran.Countme();

        Assert.Equal((2, ""), (ran.ExitCode, ran.Out));
        Assert.Equal(await File.ReadAllTextAsync(Path.Join(Folder, "countme.txt")), ran.Error);
    }

    [Fact]
    public async Task Version_IsShown()
    {
        Ran ran = await Ran.Countme("--version");

        Assert.Equal(0, ran.ExitCode);
        Assert.Matches(@"\A\d+\.\d+\.\d+\S*\n\z", ran.Out);
    }
}
