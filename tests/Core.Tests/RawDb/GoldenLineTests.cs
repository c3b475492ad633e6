using System.Text;
using System.Text.Json;
using Countme.Core.RawDb.Lines;

namespace Countme.Core.Tests.RawDb;

/// <summary>The existing system's own answers to single lines and tiny logs.</summary>
public sealed class GoldenLineTests
{
    public static TheoryData<string> Vectors => Names("vectors/countme-parser.jsonl");

    public static TheoryData<string> Cases => Names("small/cases.jsonl");

    [Theory, MemberData(nameof(Vectors))]
    public void Read_ParserVector_SameInBothModes(string name)
    {
        JsonElement vector = Find("vectors/countme-parser.jsonl", name);
        byte[] log = Encoding.UTF8.GetBytes(vector.GetProperty("line").GetString()!);

        Assert.Equal(Expected(vector.GetProperty("countme")), Actual(log, MatchMode.Countme));
        Assert.Equal(Expected(vector.GetProperty("mirrors")), Actual(log, MatchMode.Mirrors));
    }

    [Theory, MemberData(nameof(Cases))]
    public void Read_Case_SameRowsAndMalformedLines(string name)
    {
        JsonElement golden = Find("small/cases.jsonl", name);
        if (golden.GetProperty("file").GetString() != "x.log")
        {
            return; // Compressed cases are read through the adapters; see their tests.
        }

        (List<string> rows, int malformed) = Read(golden.GetProperty("log_b64").GetBytesFromBase64(), MatchMode.Countme);

        // Where the existing system dies (exit 1), the line is malformed here.
        int expectedMalformed = golden.GetProperty("exit").GetInt32() == 0 ? golden.GetProperty("malformed").GetInt32() : 1;
        Assert.Equal(expectedMalformed, malformed);
        Assert.Equal(
            golden.GetProperty("rows").EnumerateArray().Select(row => row.GetRawText()).Select(Compact).Order(StringComparer.Ordinal),
            rows.Distinct().Order(StringComparer.Ordinal));
    }

    private static string Expected(JsonElement outcome) => outcome.ValueKind == JsonValueKind.String
        ? outcome.GetString()!.StartsWith("no match", StringComparison.Ordinal) ? "no match" : "malformed"
        : Compact(outcome.GetRawText());

    private static string Actual(byte[] log, MatchMode mode)
    {
        (List<string> rows, int malformed) = Read(log, mode);
        return rows.Count > 0 ? rows[0] : malformed > 0 ? "malformed" : "no match";
    }

    private static (List<string> Rows, int Malformed) Read(byte[] log, MatchMode mode)
    {
        var reader = new RequestReader(mode);
        var rows = new List<string>();
        int malformed = 0;
        foreach (byte[] line in Lines(log))
        {
            LineOutcome outcome = reader.Read(line, out Request request, out _);
            malformed += outcome == LineOutcome.Malformed ? 1 : 0;
            if (outcome == LineOutcome.Counted)
            {
                rows.Add(Row(request, mode));
            }
        }

        return (rows, malformed);
    }

    private static string Row(Request request, MatchMode mode)
    {
        string host = Encoding.UTF8.GetString(request.Host);
        object?[] row = mode == MatchMode.Mirrors
            ? [request.UnixSeconds, host, Text(request.Query.RepoTag), Text(request.Query.RepoArch)]
            :
            [
                request.UnixSeconds, host, Text(request.Agent.OsName), Text(request.Agent.OsVersion), Text(request.Agent.OsVariant),
                Text(request.Agent.OsArch), request.Query.SysAge, Text(request.Query.RepoTag) ?? "", Text(request.Query.RepoArch) ?? "",
            ];
        return JsonSerializer.Serialize(row);
    }

    private static string? Text(byte[]? utf8) => utf8 is null ? null : Encoding.UTF8.GetString(utf8);

    private static string Compact(string json) => JsonSerializer.Serialize(JsonSerializer.Deserialize<object?[]>(json));

    private static IEnumerable<byte[]> Lines(byte[] log)
    {
        int start = 0;
        for (int i = 0; i <= log.Length; i++)
        {
            if (i == log.Length || log[i] is (byte)'\n' or (byte)'\r')
            {
                if (i < log.Length || i > start)
                {
                    yield return log[start..i];
                }

                i += i + 1 < log.Length && log[i] == '\r' && log[i + 1] == '\n' ? 1 : 0;
                start = i + 1;
            }
        }
    }

    private static TheoryData<string> Names(string path) =>
        [.. File.ReadLines(TestData.PathOf("golden", path))
            .Select(line => JsonDocument.Parse(line).RootElement.GetProperty("name").GetString()!)];

    private static JsonElement Find(string path, string name) => File.ReadLines(TestData.PathOf("golden", path))
        .Select(line => JsonDocument.Parse(line).RootElement).First(element => element.GetProperty("name").GetString() == name);
}
