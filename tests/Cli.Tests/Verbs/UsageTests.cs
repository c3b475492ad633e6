using Countme.Cli.Tests.Running;

namespace Countme.Cli.Tests.Verbs;

public class UsageTests
{
    [Theory]
    [InlineData("count --data d", "No log was named; give --logs DIR or FILE.")]
    [InlineData("count --logs l f --data d", "Both --logs and FILE were given; name one of them.")]
    [InlineData("count f --data d", "FILE was given without --site; name the site that the files belong to.")]
    [InlineData("count --logs l", "Option '--data' is required.")]
    [InlineData("count --lgos l --data d", "--lgos is no option of this verb. Correct it; a file of that name is given as ./--lgos.")]
    [InlineData("count --logs l --data d --workers 0", "--workers is \"0\"; a whole number from 1 to 256 is expected.")]
    [InlineData("count --logs l --data d --hosts both", "--hosts is \"both\"; expected pseudonyms or plain.")]
    [InlineData(
        "count --logs l --data d --site a/b",
        "--site is \"a/b\"; a site is named by letters, digits, '.', '_' and '-', like mirrors.fedoraproject.org. Correct the name.")]
    [InlineData(
        "show 2025-13-01 --site s --data d", "WEEK is \"2025-13-01\"; a date as yyyy-MM-dd, a week's number or latest is expected.")]
    [InlineData("show --site s --data d --top -1", "--top is \"-1\"; a whole number of 0 or more is expected.")]
    [InlineData("show --site s --data d --csv --json", "Both --json and --csv were given; name one of them.")]
    [InlineData(
        "show --site s --data d --group-by os,planet",
        "--group-by has \"planet\"; expected, each once and with commas between them: "
        + "os, version, variant, arch, age, repo, repo-arch; or none.")]
    [InlineData("trim 0 --site s --data d", "KEEP is \"0\"; a whole number from 1 to 10000 is expected.")]
    [InlineData("export f.db --raw --totals --site s --data d", "Both --raw and --totals were given; name one of them.")]
    [InlineData("sample --out o --size big", "--size is \"big\"; a number with KB, MB, GB, KiB, MiB or GiB is expected, such as 20MB.")]
    [InlineData("bench --phases parse,dance", "--phases has \"dance\"; expected, with commas between them: parse, load, combine, count.")]
    [InlineData("upload --logs l --account a --endpoint https://a", "Both --account and --endpoint were given; name one of them.")]
    [InlineData(
        "upload --logs l --host a/b",
        "--host is \"a/b\"; a host is named by letters, digits, '.', '_' and '-', like proxy01. Correct the name.")]
    [InlineData("upload --logs l --block-size 1KB", "--block-size is out of range; 64KiB to 64MiB is expected.")]
    [InlineData("status --wait --site s", "--wait was given without --site, --from and --to; name the days to wait for.")]
    [InlineData("status --from 2025-13-01", "--from is \"2025-13-01\"; a date as yyyy-MM-dd is expected.")]
    [InlineData("totals --site s --format xml", "--format is \"xml\"; expected table or csv or json.")]
    public async Task Arguments_Wrong_AreRefused(string arguments, string message)
    {
        string verb = arguments.Split(' ')[0];

        Ran ran = await Ran.Inside(arguments.Split(' '));

        Assert.Equal((2, ""), (ran.ExitCode, ran.Out));
        Assert.Equal($"countme {verb}: {message}\nSee countme {verb} --help.\n", ran.Error);
    }

    [Fact]
    public async Task Arguments_Wrong_MakeNothing()
    {
        using var work = new WorkFolder();

        Ran ran = await Ran.CountmeIn(work.Root, "count", "--logs", "l", "--data", "d", "--workers", "many");

        Assert.Equal((2, ""), (ran.ExitCode, ran.Out));
        Assert.Equal(
            "countme count: --workers is \"many\"; a whole number from 1 to 256 is expected.\nSee countme count --help.\n", ran.Error);
        Assert.Empty(Directory.GetFileSystemEntries(work.Root));
    }

    [Theory]
    [InlineData(
        "count --logs nowhere --data d", "~/nowhere is not there or not a folder; logs are looked for in a folder. Correct the name.")]
    [InlineData("count nowhere.log --site s --data d", "~/nowhere.log is not there; a log is a file. Correct the name.")]
    [InlineData(
        "count --logs . --data d",
        "No log was found; logs lie at {host}/{yyyy}/{MM}/{dd}/[http/]{site}-access.log below --logs. "
        + "Name the folder that holds the hosts' folders, and check --site.")]
    [InlineData(
        "weeks --site s --data d", "~/d is not there; a folder that countme count, load or import wrote to is needed. Correct --data.")]
    [InlineData(
        "total --site s --data .",
        "~ holds nothing that was counted; a folder that countme count, load or import wrote to is needed. Correct --data.")]
    [InlineData(
        "import nowhere.db --site s --data d", "~/nowhere.db is not there; a raw.db, a totals.db or a totals.csv is needed. Correct FILE.")]
    [InlineData(
        "export nowhere/f.db --site s --data d",
        "~/nowhere is not there or not a folder; FILE is written into a folder that exists. Correct FILE.")]
    [InlineData("bench --log nowhere.log", "~/nowhere.log is not there or not a file; a plain log is needed. Correct --log.")]
    public async Task Path_Mistyped_IsAnErrorAndNothingIsMade(string arguments, string message)
    {
        using var work = new WorkFolder();

        Ran ran = await Ran.CountmeIn(work.Root, arguments.Split(' '));

        Assert.Equal((1, ""), (ran.ExitCode, ran.Out));
        Assert.Equal($"countme: {message}\n", work.Short(ran.Error));
        Assert.Empty(Directory.GetFileSystemEntries(work.Root));
    }
}
