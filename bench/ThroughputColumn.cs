using System.Globalization;
using BenchmarkDotNet.Columns;
using BenchmarkDotNet.Reports;
using BenchmarkDotNet.Running;

namespace Countme.Bench;

/// <summary>Bytes of log that a benchmark reads in one operation.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class ReadsLogAttribute : Attribute;

/// <summary>Shows megabytes (10^6 bytes) of log a second.</summary>
internal sealed class ThroughputColumn : IColumn
{
    public string Id => nameof(ThroughputColumn);

    public string ColumnName => "MB/s";

    public bool AlwaysShow => true;

    public ColumnCategory Category => ColumnCategory.Custom;

    public int PriorityInCategory => 0;

    public bool IsNumeric => true;

    public UnitType UnitType => UnitType.Dimensionless;

    public string Legend => "Megabytes (10^6 bytes) of log a second";

    public bool IsAvailable(Summary summary) => true;

    public bool IsDefault(Summary summary, BenchmarkCase benchmarkCase) => false;

    public string GetValue(Summary summary, BenchmarkCase benchmarkCase) => GetValue(summary, benchmarkCase, SummaryStyle.Default);

    public string GetValue(Summary summary, BenchmarkCase benchmarkCase, SummaryStyle style)
    {
        bool readsLog = benchmarkCase.Descriptor.WorkloadMethod.IsDefined(typeof(ReadsLogAttribute), inherit: false);
        double? nanoseconds = summary[benchmarkCase]?.ResultStatistics?.Mean;
        return readsLog && nanoseconds is { } mean ? (SampleLog.Bytes * 1e3 / mean).ToString("N0", CultureInfo.InvariantCulture) : "-";
    }
}
