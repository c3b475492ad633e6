namespace Countme.Cli.Tests.Running;

/// <summary>The golden combined logs, counted once for all tests that only look at the result: exact, with plain hosts.</summary>
public sealed class GoldenData : IAsyncLifetime
{
    public const string Fedora = "mirrors.fedoraproject.org";
    public const string Centos = "mirrors.centos.org";

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("countme-golden-");

    /// <summary>The data folder.</summary>
    public string Data => Path.Join(_folder.FullName, "data");

    /// <summary>A place for what a test writes.</summary>
    public string PathOf(string name) => Path.Join(_folder.FullName, name);

    public async Task InitializeAsync()
    {
        Ran ran = await Count();
        Assert.Equal((0, ""), (ran.ExitCode, ran.Error));
    }

    public Task DisposeAsync()
    {
        _folder.Delete(recursive: true);
        return Task.CompletedTask;
    }

    /// <summary>Counts the golden logs, again if they were.</summary>
    internal Task<Ran> Count() => Ran.Countme(
        "count", "--logs", TestData.PathOf("golden", "small", "combined"), "--data", Data, "--exact", "--hosts", "plain");

    /// <summary>The lines of a file as <c>LC_ALL=C sort</c> puts them, line ends included.</summary>
    internal static byte[] SortedLines(string path)
    {
        var lines = new List<byte[]>();
        byte[] text = File.ReadAllBytes(path);
        for (int start = 0; start < text.Length;)
        {
            int end = Array.IndexOf(text, (byte)'\n', start) + 1;
            end = end == 0 ? text.Length : end;
            lines.Add(text[start..end]);
            start = end;
        }

        lines.Sort((left, right) => left.AsSpan()[..^1].SequenceCompareTo(right.AsSpan()[..^1]));
        return [.. lines.SelectMany(line => line)];
    }
}

/// <summary>Tests that share the counted golden logs.</summary>
[CollectionDefinition(Name)]
[System.Diagnostics.CodeAnalysis.SuppressMessage("Naming", "CA1711", Justification = "xunit's own word for it.")]
public sealed class GoldenCollection : ICollectionFixture<GoldenData>
{
    public const string Name = "golden";
}
