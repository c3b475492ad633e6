using Azure;
using Azure.Data.Tables;
using Azure.Data.Tables.Models;

namespace Countme.Standins.Tests.Tables;

public sealed class TransactionTests(TestTable table) : IClassFixture<TestTable>
{
    private readonly TableClient _table = table.Client;

    [Fact]
    public async Task Transaction_EveryAction_IsDone()
    {
        foreach (string row in (string[])["merge", "replace", "delete"])
        {
            await _table.UpsertEntityAsync(new TableEntity("every", row) { ["A"] = 1, ["B"] = 1 });
        }

        Response<IReadOnlyList<Response>> done = await _table.SubmitTransactionAsync(
        [
            new(TableTransactionActionType.Add, new TableEntity("every", "it's ä new") { ["B"] = 2 }),
            new(TableTransactionActionType.UpdateMerge, new TableEntity("every", "merge") { ["B"] = 2 }),
            new(TableTransactionActionType.UpdateReplace, new TableEntity("every", "replace") { ["B"] = 2 }),
            new(TableTransactionActionType.Delete, new TableEntity("every", "delete")),
            new(TableTransactionActionType.UpsertMerge, new TableEntity("every", "upsert merge") { ["B"] = 2 }),
            new(TableTransactionActionType.UpsertReplace, new TableEntity("every", "upsert replace") { ["B"] = 2L }),
        ]);

        Assert.Equal(202, done.GetRawResponse().Status);
        Assert.Equal([204, 204, 204, 204, 204, 204], done.Value.Select(response => response.Status));
        Assert.Equal(
            ["it's ä new =2", "merge 1=2", "replace =2", "upsert merge =2", "upsert replace =2"],
            await Rows("every"));
        Assert.Equal((await _table.GetEntityAsync<TableEntity>("every", "merge")).Value.ETag, done.Value[1].Headers.ETag);
    }

    [Fact]
    public async Task Transaction_RefusedAction_IsNamedAndNothingStored()
    {
        await _table.AddEntityAsync(new TableEntity("refused", "2"));

        var refused = await Assert.ThrowsAsync<TableTransactionFailedException>(() => _table.SubmitTransactionAsync(
            Enumerable.Range(
                0, 4).Select(row => new TableTransactionAction(TableTransactionActionType.Add, new TableEntity("refused", $"{row}")))));

        Assert.Equal(409, refused.Status);
        Assert.Equal(2, refused.FailedTransactionActionIndex);
        Assert.True(refused.ErrorCode == TableErrorCode.EntityAlreadyExists);
        Assert.Equal(["2 ="], await Rows("refused"));
    }

    [Fact]
    public async Task Transaction_OldETag_IsRefused()
    {
        await _table.AddEntityAsync(new TableEntity("etag", "1") { ["B"] = 1 });
        ETag first = (await _table.GetEntityAsync<TableEntity>("etag", "1")).Value.ETag;
        await _table.SubmitTransactionAsync(
            [new(TableTransactionActionType.UpdateReplace, new TableEntity("etag", "1") { ["B"] = 2 }, first)]);

        var refused = await Assert.ThrowsAsync<TableTransactionFailedException>(() => _table.SubmitTransactionAsync(
        [
            new(TableTransactionActionType.Add, new TableEntity("etag", "0")),
            new(TableTransactionActionType.UpdateReplace, new TableEntity("etag", "1") { ["B"] = 3 }, first),
        ]));

        Assert.Equal((412, 1), (refused.Status, refused.FailedTransactionActionIndex));
        Assert.Equal(["1 =2"], await Rows("etag"));
    }

    [Fact]
    public async Task Transaction_UpdateOfMissingEntity_NeedsAnETagToBeRefused()
    {
        await _table.SubmitTransactionAsync([new(TableTransactionActionType.UpdateReplace, new TableEntity("missing", "1") { ["B"] = 1 })]);
        var refused = await Assert.ThrowsAsync<TableTransactionFailedException>(() => _table.SubmitTransactionAsync(
            [new(TableTransactionActionType.UpdateReplace, new TableEntity("missing", "2") { ["B"] = 1 }, ETag.All)]));

        Assert.Equal((404, 0), (refused.Status, refused.FailedTransactionActionIndex));
        Assert.Equal(["1 =1"], await Rows("missing"));
    }

    [Fact]
    public async Task Transaction_HundredActions_AreTheMost()
    {
        IEnumerable<TableTransactionAction> Actions(int count) => Enumerable.Range(0, count)
            .Select(row => new TableTransactionAction(TableTransactionActionType.UpsertReplace, new TableEntity("most", $"{row:000}")));

        await _table.SubmitTransactionAsync(Actions(100));
        var refused = await Assert.ThrowsAsync<TableTransactionFailedException>(() => _table.SubmitTransactionAsync(Actions(101)));

        Assert.Equal(100, (await Rows("most")).Length);
        Assert.Equal(400, refused.Status);
    }

    [Fact]
    public async Task Transaction_NoAction_IsRefused()
    {
        await Assert.ThrowsAsync<InvalidOperationException>(() => _table.SubmitTransactionAsync([]));
        await Assert.ThrowsAsync<ArgumentNullException>(() => _table.SubmitTransactionAsync(null!));
    }

    [Fact]
    public async Task Transaction_NearFourMebibytes_IsStored()
    {
        string text = new('x', 30_000);
        await _table.SubmitTransactionAsync(Enumerable.Range(0, 60).Select(
            row => new TableTransactionAction(TableTransactionActionType.Add, new TableEntity("large", $"{row:000}") { ["T"] = text })));

        Assert.Equal(60, (await Rows("large")).Length);
    }

    private async Task<string[]> Rows(string partition)
    {
        var rows = new List<string>();
        await foreach (TableEntity entity in _table.QueryAsync<TableEntity>(TableClient.CreateQueryFilter($"PartitionKey eq {partition}")))
        {
            rows.Add($"{entity.RowKey} {entity["A"]}={entity["B"]}");
        }

        return [.. rows];
    }
}
