using Azure;
using Azure.Core;
using Azure.Data.Tables;

namespace Countme.Standins.Tests.Tables;

/// <summary>What the client does when the service is busy or the network breaks: it tries again, as Azure.Core's options say.</summary>
public sealed class FaultTests(TestTable table) : IClassFixture<TestTable>
{
    public static TheoryData<string> Passing => ["busy", "throttled", "torn before", "torn after", "thrice"];

    [Theory, MemberData(nameof(Passing))]
    public async Task Upsert_PassingFault_IsTriedAgain(string which)
    {
        Fault[] faults = which switch
        {
            "busy" => [Fault.Answer(503, 0)],
            "throttled" => [Fault.Answer(429, 0)],
            "torn before" => [Fault.TearBefore],
            "torn after" => [Fault.TearAfter],
            _ => [Fault.Answer(500), Fault.TearBefore, Fault.Answer(504)],
        };
        await using FaultProxy proxy = Before(FaultProxy.First(faults));

        Response stored = await Client(proxy).UpsertEntityAsync(new TableEntity("passing", which));

        Assert.Equal(204, stored.Status);
        Assert.Equal(faults.Length + 1, proxy.Log.Count);
        Assert.True((await table.Client.GetEntityIfExistsAsync<TableEntity>("passing", which)).HasValue);
    }

    [Fact]
    public async Task Add_AnswerLost_ConflictsWithItself()
    {
        await using FaultProxy proxy = Before(FaultProxy.First(Fault.TearAfter));

        var refused =
            await Assert.ThrowsAsync<RequestFailedException>(() => Client(proxy).AddEntityAsync(new TableEntity("lost", "answer")));

        Assert.Equal(409, refused.Status);
        Assert.Equal(2, proxy.Log.Count);
    }

    [Fact]
    public async Task Transaction_AnswerLost_IsTriedAgain()
    {
        await using FaultProxy proxy = Before(FaultProxy.First(Fault.TearAfter, Fault.Answer(503)));

        Response<IReadOnlyList<Response>> done = await Client(proxy).SubmitTransactionAsync(Enumerable.Range(0, 3)
            .Select(row => new TableTransactionAction(TableTransactionActionType.UpsertReplace, new TableEntity("lost", $"{row}"))));

        Assert.Equal([204, 204, 204], done.Value.Select(response => response.Status));
        Assert.Equal(3, proxy.Log.Count);
    }

    [Fact]
    public async Task Query_FaultBetweenPages_YieldsEachOnce()
    {
        for (int row = 0; row < 5; row++)
        {
            await table.Client.UpsertEntityAsync(new TableEntity("fault pages", $"{row}"));
        }

        await using FaultProxy proxy = Before(request => request.Number % 2 == 1 ? Fault.TearAfter : Fault.None);

        var rows = new List<string>();
        await foreach (TableEntity entity in Client(proxy).QueryAsync<TableEntity>("PartitionKey eq 'fault pages'", maxPerPage: 2))
        {
            rows.Add(entity.RowKey);
        }

        Assert.Equal(["0", "1", "2", "3", "4"], rows);
    }

    [Fact]
    public async Task Upsert_BusyForGood_GivesUpWithItsStatus()
    {
        await using FaultProxy proxy = Before(_ => Fault.Answer(503));

        var refused =
            await Assert.ThrowsAsync<RequestFailedException>(() => Client(proxy).UpsertEntityAsync(new TableEntity("never", "1")));

        Assert.Equal(503, refused.Status);
        Assert.Equal(4, proxy.Log.Count);
    }

    [Fact]
    public async Task Upsert_TornForGood_GivesUp()
    {
        await using FaultProxy proxy = Before(_ => Fault.TearBefore);

        await Assert.ThrowsAsync<AggregateException>(() => Client(proxy).UpsertEntityAsync(new TableEntity("never", "1")));

        Assert.Equal(4, proxy.Log.Count);
    }

    [Fact]
    public async Task Upsert_WrongKey_IsRefusedAtOnce()
    {
        await using FaultProxy proxy = Before(_ => Fault.None);
        var credential = new TableSharedKeyCredential("devstoreaccount1", Convert.ToBase64String(new byte[64]));

        var refused = await Assert.ThrowsAsync<RequestFailedException>(
            () => new TableClient(
                proxy.Address, table.Client.Name, credential, Options()).UpsertEntityAsync(new TableEntity("wrong", "key")));

        Assert.Equal(403, refused.Status);
        Assert.Single(proxy.Log);
    }

    [Fact]
    public async Task Get_CancelledWhileItWaits_Ends()
    {
        var gate = new TaskCompletionSource();
        var asked = new TaskCompletionSource();
        await using FaultProxy proxy = Before(_ =>
        {
            asked.SetResult();
            return Fault.None.Behind(gate.Task);
        });
        using var cancelled = new CancellationTokenSource();

        Task<NullableResponse<TableEntity>> asking =
            Client(proxy).GetEntityIfExistsAsync<TableEntity>("p", "r", cancellationToken: cancelled.Token);
        await asked.Task;
        await cancelled.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => asking);
        gate.SetResult();
    }

    [Theory, InlineData(1), InlineData(2), InlineData(3)]
    public async Task Writes_FaultsByChance_AreAllDone(int seed)
    {
        await using FaultProxy proxy = Before(FaultProxy.Seeded(seed));
        TableClient client = Client(proxy, retries: 12);

        for (int row = 0; row < 30; row++)
        {
            await client.UpsertEntityAsync(new TableEntity($"chance{seed}", $"{row:00}") { ["N"] = row }, TableUpdateMode.Replace);
            await client.DeleteEntityAsync($"chance{seed}", $"{row - 10:00}");
        }

        var rows = new List<int?>();
        await foreach (TableEntity entity in client.QueryAsync<TableEntity>(
            TableClient.CreateQueryFilter($"PartitionKey eq {$"chance{seed}"}"), maxPerPage: 3))
        {
            rows.Add(entity.GetInt32("N"));
        }

        Assert.Equal(Enumerable.Range(20, 10).Select(row => (int?)row), rows);
        Assert.Contains(proxy.Log, line => line.EndsWith(Fault.TearAfter.Name, StringComparison.Ordinal));
    }

    private static TableClientOptions Options(int retries = 3)
    {
        var options = new TableClientOptions();
        options.Retry.MaxRetries = retries;
        options.Retry.Mode = RetryMode.Fixed;
        options.Retry.Delay = TimeSpan.FromMilliseconds(1);
        return options;
    }

    private static string Setting(string name) =>
        Azurite.ConnectionString.Split(';').Single(pair => pair.StartsWith(name + "=", StringComparison.Ordinal))[(name.Length + 1)..];

    private static FaultProxy Before(Func<FaultRequest, Fault> decide) => new(new Uri(Setting("TableEndpoint")), decide);

    private TableClient Client(FaultProxy proxy, int retries = 3) => new(
        proxy.Address, table.Client.Name, new TableSharedKeyCredential(Setting("AccountName"), Setting("AccountKey")), Options(retries));
}
