using System.Text;
using Countme.Core.RawDb.Lines;
using Countme.EndToEnd.Tests.Support;

namespace Countme.EndToEnd.Tests.Model;

/// <summary>The product's reader of lines against a slow model of the rules, on lines that are nearly right.</summary>
public sealed class ModelTests
{
    private const int Batches = 4;
    private const int LinesPerBatch = 100_000;

    public static TheoryData<int> Seeds => Campaign.Seeds(Batches);

    [Theory, MemberData(nameof(Seeds))]
    public void Read_MutatedLine_SameAsModelInBothModes(int seed)
    {
        var lines = new LineMutator(seed);
        var countme = new RequestReader(MatchMode.Countme);
        var mirrors = new RequestReader(MatchMode.Mirrors);
        int rows = 0;
        int malformed = 0;
        for (int i = 0; i < LinesPerBatch; i++)
        {
            byte[] line = lines.Next();
            ModelOutcome expected = ModelLine.Read(line);
            rows += expected.Row is null ? 0 : 1;
            malformed += expected is { Matched: true, Row: null } ? 1 : 0;
            AssertSame(expected, Read(countme, line, MatchMode.Countme), line, seed);
            AssertSame(ModelLine.ReadMirrors(line), Read(mirrors, line, MatchMode.Mirrors), line, seed);
        }

        // The lines are of use only if they are of every kind.
        Assert.InRange(rows, LinesPerBatch / 5, LinesPerBatch * 4 / 5);
        Assert.InRange(malformed, LinesPerBatch / 100, LinesPerBatch / 5);
    }

    [Fact]
    public void Read_UnchangedLine_SameAsModelInBothModes()
    {
        var countme = new RequestReader(MatchMode.Countme);
        var mirrors = new RequestReader(MatchMode.Mirrors);
        for (int i = 0; i < LineMutator.SourceCount; i++)
        {
            byte[] line = LineMutator.Source(i);
            AssertSame(ModelLine.Read(line), Read(countme, line, MatchMode.Countme), line, Campaign.Seed);
            AssertSame(ModelLine.ReadMirrors(line), Read(mirrors, line, MatchMode.Mirrors), line, Campaign.Seed);
        }
    }

    private static ModelOutcome Read(RequestReader reader, byte[] line, MatchMode mode)
    {
        LineOutcome outcome = reader.Read(line, out Request request, out _);
        if (outcome != LineOutcome.Counted)
        {
            return new ModelOutcome(outcome == LineOutcome.Malformed, null);
        }

        string host = Encoding.UTF8.GetString(request.Host);
        ModelRow row = mode == MatchMode.Mirrors
            ? new ModelRow(request.UnixSeconds, host, null, null, null, null, 0, Text(request.Query.RepoTag), Text(request.Query.RepoArch))
            : new ModelRow(
                request.UnixSeconds, host, Text(request.Agent.OsName), Text(request.Agent.OsVersion), Text(request.Agent.OsVariant),
                Text(request.Agent.OsArch), request.Query.SysAge, Text(request.Query.RepoTag) ?? "", Text(request.Query.RepoArch) ?? "");
        return new ModelOutcome(true, row);
    }

    private static string? Text(byte[]? utf8) => utf8 is null ? null : Encoding.UTF8.GetString(utf8);

    private static void AssertSame(ModelOutcome expected, ModelOutcome actual, byte[] line, int seed) =>
        Assert.True(expected == actual, $"""
            {Campaign.Repeat(seed)}
            The line: {SortedLines.Text(line)}
            in bytes: {Convert.ToHexString(line)}
            expected: {expected}
            found:    {actual}
            """);
}
