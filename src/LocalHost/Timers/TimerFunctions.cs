using Azure;
using Azure.Data.Tables;
using Countme.LocalHost.Discovery;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.Logging;

namespace Countme.LocalHost.Timers;

/// <summary>
/// Calls timer functions. When a schedule last came due is stored, so that a time missed while the host was down is made up for.
/// </summary>
internal sealed class TimerFunctions(FunctionCatalog catalog, FunctionCall call, TableClient table, TimeProvider time, ILogger logger)
{
    private const string Partition = "timer";

    /// <summary>Runs until cancelled.</summary>
    public async Task RunAsync(CancellationToken cancellation)
    {
        await table.CreateIfNotExistsAsync(cancellation);
        await Task.WhenAll(catalog.With<TimerTriggerAttribute>().Select(found => RunAsync(found.Function, found.Trigger, cancellation)));
    }

    private async Task RunAsync(FunctionMethod function, TimerTriggerAttribute trigger, CancellationToken cancellation)
    {
        Ncrontab schedule = function.Schedule!;
        ScheduleStatus? status = trigger.UseMonitor ? await ReadAsync(function.Name, cancellation) : null;
        bool missed = status is not null && status.Next != default && status.Next <= Now();
        if (trigger.RunOnStartup || missed)
        {
            status = await CallAsync(function, trigger, status, missed, cancellation);
        }

        while (!cancellation.IsCancellationRequested)
        {
            DateTime due = schedule.Next(Now()) ?? DateTime.MaxValue;
            await WaitAsync(due, cancellation);
            status = await CallAsync(function, trigger, status, pastDue: false, cancellation);
        }
    }

    private async Task<ScheduleStatus?> CallAsync(
        FunctionMethod function, TimerTriggerAttribute trigger, ScheduleStatus? before, bool pastDue, CancellationToken cancellation)
    {
        DateTime now = Now();
        DateTime next = function.Schedule!.Next(now) ?? DateTime.MaxValue;
        var info = new TimerInfo
        {
            IsPastDue = pastDue,
            ScheduleStatus = trigger.UseMonitor
                ? new() { Last = before?.Last ?? default, Next = next, LastUpdated = before?.LastUpdated ?? default }
                : null,
        };
        try
        {
            await call.RunAsync(function, info, _ => null, cancellation);
            Log.TimerCalled(logger, function.Name, next);
        }
        catch (Exception exception) when (exception is not OperationCanceledException || !cancellation.IsCancellationRequested)
        {
            // The boundary of a timer function: its next time comes.
            Log.TimerFailed(logger, function.Name, next, exception);
        }

        var status = new ScheduleStatus { Last = now, Next = next, LastUpdated = now };
        if (trigger.UseMonitor)
        {
            await WriteAsync(function.Name, status, cancellation);
        }

        return status;
    }

    private async Task WaitAsync(DateTime due, CancellationToken cancellation)
    {
        for (TimeSpan left = due - Now(); left > TimeSpan.Zero; left = due - Now())
        {
            // System timers take seven weeks at most, and may fire a little early.
            TimeSpan next = left < TimeSpan.FromDays(1) ? left + TimeSpan.FromMilliseconds(1) : TimeSpan.FromDays(1);
            await Task.Delay(next, time, cancellation);
        }
    }

    private async Task<ScheduleStatus?> ReadAsync(string name, CancellationToken cancellation)
    {
        NullableResponse<TableEntity> found = await table.GetEntityIfExistsAsync<TableEntity>(
            Partition, name, cancellationToken: cancellation);
        return found.HasValue
            ? new() { Last = Utc(found.Value!, "Last"), Next = Utc(found.Value!, "Next"), LastUpdated = Utc(found.Value!, "LastUpdated") }
            : null;
    }

    private async Task WriteAsync(string name, ScheduleStatus status, CancellationToken cancellation)
    {
        var row = new TableEntity(Partition, name) { ["Last"] = status.Last, ["Next"] = status.Next, ["LastUpdated"] = status.LastUpdated };
        try
        {
            await table.UpsertEntityAsync(row, TableUpdateMode.Replace, cancellation);
        }
        catch (RequestFailedException exception)
        {
            // At worst a call is made up for that was made.
            Log.TimerNotStored(logger, name, exception);
        }
    }

    private static DateTime Utc(TableEntity row, string name) => row.GetDateTimeOffset(name)?.UtcDateTime ?? default;

    private DateTime Now() => time.GetUtcNow().UtcDateTime;
}
