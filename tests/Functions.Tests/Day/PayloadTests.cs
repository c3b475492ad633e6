using System.Text.Json;
using Countme.Core.Status;
using Countme.Functions.Backfill;
using Countme.Functions.Day;
using Countme.Functions.RawDb;
using Countme.Functions.Status;
using Countme.Functions.Totals;

namespace Countme.Functions.Tests.Day;

/// <summary>What orchestrations and activities hand to each other stays small, whatever sites and logs are called.</summary>
public sealed class PayloadTests
{
    private const int MaxBytes = 4096;

    private static readonly string Site = new('s', 200);
    private static readonly DayKey Key = new(Site, "2025-10-07");
    private static readonly Pace Pace = new(1440, 8640, 20, 300);
    private static readonly string Run = $"{Key.InstanceId}/0123abcd";
    private static readonly string Reason = Reasons.Of(new string('r', 10_000));
    private static readonly Dictionary<string, long> Counts = Enumerable.Range(0, 30)
        .ToDictionary(i => $"totals.late_rows_{i}", _ => long.MaxValue);

    public static TheoryData<string> Payloads => [.. All().Keys];

    [Theory, MemberData(nameof(Payloads))]
    public void Payload_Longest_FitsAMessage(string name) =>
        Assert.InRange(JsonSerializer.SerializeToUtf8Bytes(All()[name]).Length, 1, MaxBytes);

    [Fact]
    public void DayRun_WrittenAndRead_IsTheSame()
    {
        var run = new DayRun(Key, Pace) { RunId = Run, Stations = StationSet.Combine | StationSet.Totals, Uploads = "ab", Round = 3 };

        Assert.Equal(run, JsonSerializer.Deserialize<DayRun>(JsonSerializer.Serialize(run)));
    }

    private static Dictionary<string, object> All() => new()
    {
        ["day"] = new DayRun(Key, Pace) { RunId = Run, Uploads = "0123456789abcdef", BeganUnixSeconds = long.MaxValue },
        ["note"] = new DayNote(Key, DayProgress.Counting, Run, long.MaxValue) { Counts = Counts, Reason = Reason },
        ["noted"] = new NotedDay(DayProgress.Counted, int.MaxValue, Reason),
        ["events"] = Enumerable.Range(0, 3).Select(_ => new ToldEvent(
            Teller.IdOf(Run, "publish", "finished"), "publish", StatusState.Failed, Site, "2025-10-01..2025-10-31", Run, long.MaxValue)
        {
            Counts = Enumerable.Range(0, 8).ToDictionary(i => $"duration_ms_{i}", _ => long.MaxValue),
            Reason = Reason,
        }).ToArray(),
        ["load"] = new LoadInput(Key, true),
        ["stale"] = new StaleKeys([.. Enumerable.Repeat(int.MinValue, StaleKeys.Most)], true),
        ["tally"] = new TallyResult(true, long.MaxValue, long.MaxValue, [.. Enumerable.Repeat("2025-10-07", 40)]),
        ["result"] = new DayResult(true, true, int.MaxValue, Reason),
        ["backfill"] = new BackfillRun(Site, "2023-01-01", "2025-12-31", true, StationSet.All, 16, Pace)
        {
            RunId = Run, Marks = new string('c', 1100), Reason = Reason,
        },
        ["progress"] = new BackfillProgress(Run, new string('c', 1100), 16),
    };
}
