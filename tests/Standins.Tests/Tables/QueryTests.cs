using Azure;
using Azure.Data.Tables;
using Azure.Data.Tables.Models;

namespace Countme.Standins.Tests.Tables;

public sealed class QueryTests(TestTable table) : IClassFixture<TestTable>
{
    private readonly TableClient _table = table.Client;

    [Fact]
    public async Task Query_Pages_GoOnWhereTheTokenSays()
    {
        await Fill("pages", 7);
        string filter = TableClient.CreateQueryFilter($"PartitionKey eq {"pages"}");

        var pages = new List<string>();
        string? token = null;
        do
        {
            // A new query for each page, as a process does that was given the token of another one.
            await foreach (Page<TableEntity> page in _table.QueryAsync<TableEntity>(filter).AsPages(token, 3))
            {
                pages.Add(string.Join(',', page.Values.Select(entity => entity.RowKey)));
                token = page.ContinuationToken;
                break;
            }
        }
        while (token is not null);

        Assert.Equal(["000,001,002", "003,004,005", "006"], pages);
    }

    [Fact]
    public async Task Query_MaxPerPage_StillYieldsAll()
    {
        await Fill("max", 7);
        string filter = TableClient.CreateQueryFilter($"PartitionKey eq {"max"}");

        var lengths = new List<int>();
        await foreach (Page<TableEntity> page in _table.QueryAsync<TableEntity>(filter, maxPerPage: 2).AsPages())
        {
            lengths.Add(page.Values.Count);
        }

        Assert.Equal([2, 2, 2, 1], lengths);
        Assert.Equal(7, await Count(_table.QueryAsync<TableEntity>(filter, maxPerPage: 2)));
    }

    [Fact]
    public async Task Query_MoreThanAThousand_YieldsAll()
    {
        for (int from = 0; from < 1100; from += 100)
        {
            await _table.SubmitTransactionAsync(Enumerable.Range(from, 100)
                .Select(number => new TableTransactionAction(TableTransactionActionType.Add, new TableEntity("many", $"{number:000000}"))));
        }

        Assert.Equal(1100, await Count(_table.QueryAsync<TableEntity>("PartitionKey eq 'many'")));
    }

    [Fact]
    public async Task Query_Select_BringsOnlyThose()
    {
        await Fill("select", 1);

        TableEntity found =
            Assert.Single(await All(_table.QueryAsync<TableEntity>("PartitionKey eq 'select'", select: ["RowKey", "Number"])));

        Assert.Equal("000", found.RowKey);
        Assert.Equal(0, found.GetInt32("Number"));
        Assert.False(found.ContainsKey("Text"));
    }

    [Fact]
    public async Task Query_Filters_CompareEveryType()
    {
        DateTimeOffset instant = new(2026, 3, 29, 1, 2, 3, TimeSpan.Zero);
        var id = new Guid("0a1b2c3d-4e5f-6071-8293-a4b5c6d7e8f9");
        await _table.UpsertEntityAsync(new TableEntity("filter", "1")
        {
            ["Int"] =
                1,
            ["Long"] = 5_000_000_000,
            ["Double"] = 1.5,
            ["Bool"] = true,
            ["Instant"] = instant,
            ["Guid"] = id,
            ["Text"] = "it's",
        });

        Assert.Equal(1, await Count(Query($"Int eq {1} and Long gt {4_999_999_999} and Double lt {1.75}")));
        Assert.Equal(1, await Count(Query($"Bool eq {true} and Text eq {"it's"}")));
        Assert.Equal(1, await Count(Query($"Instant ge {instant} and Instant lt {instant.AddSeconds(1).UtcDateTime} and Guid eq {id}")));
        Assert.Equal(0, await Count(Query($"Instant gt {instant}")));
        Assert.Equal(0, await Count(Query($"not (Int le {1})")));
    }

    [Fact]
    public void Filter_Values_AreQuotedAsDocumented()
    {
        DateTimeOffset instant = new(2026, 3, 29, 1, 2, 3, TimeSpan.FromHours(1));

        Assert.Equal(
            "A eq 'it''s' and B eq 5L and C eq 5 and D eq true and E eq datetime'2026-03-29T00:02:03Z' and F eq 0.5",
            TableClient.CreateQueryFilter($"A eq {"it's"} and B eq {5L} and C eq {5} and D eq {true} and E eq {instant} and F eq {0.5}"));
        Assert.Equal("TableName eq 'x'", TableServiceClient.CreateQueryFilter($"TableName eq {"x"}"));
        Assert.Throws<ArgumentException>(() => TableClient.CreateQueryFilter($"A eq {new object()}"));
    }

    [Fact]
    public async Task Query_Cancelled_Ends()
    {
        using var cancelled = new CancellationTokenSource();
        await cancelled.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(
            () => Count(_table.QueryAsync<TableEntity>(cancellationToken: cancelled.Token)));
    }

    [Fact]
    public async Task Query_MissingTable_IsNotFound()
    {
        var refused = await Assert.ThrowsAsync<RequestFailedException>(
            () => Count(table.Service.GetTableClient(_table.Name + "None").QueryAsync<TableEntity>()));

        Assert.Equal(404, refused.Status);
        Assert.True(refused.ErrorCode == TableErrorCode.TableNotFound);
    }

    [Fact]
    public async Task Tables_MadeAndRemoved_AreListed()
    {
        string name = _table.Name + "More";
        Response<TableItem> made = await table.Service.CreateTableIfNotExistsAsync(name);
        Response<TableItem> again = await table.Service.CreateTableIfNotExistsAsync(name);
        List<TableItem> listed = await All(table.Service.QueryAsync($"TableName eq '{name}'"));
        var refused = await Assert.ThrowsAsync<RequestFailedException>(() => table.Service.CreateTableAsync(name));
        Response removed = await table.Service.DeleteTableAsync(name);
        Response gone = await table.Service.DeleteTableAsync(name);

        Assert.Equal((name, 204), (made.Value.Name, made.GetRawResponse().Status));
        Assert.Equal((name, 409), (again.Value.Name, again.GetRawResponse().Status));
        Assert.Equal([name], listed.Select(item => item.Name));
        Assert.Equal((409, TableErrorCode.TableAlreadyExists.ToString()), (refused.Status, refused.ErrorCode));
        Assert.Equal((204, 404), (removed.Status, gone.Status));
    }

    [Fact]
    public async Task Tables_BadName_IsRefused()
    {
        var refused = await Assert.ThrowsAsync<RequestFailedException>(() => table.Service.CreateTableIfNotExistsAsync("1-bad"));

        Assert.Equal(400, refused.Status);
    }

    private static async Task<int> Count<T>(AsyncPageable<T> values)
        where T : notnull => (await All(values)).Count;

    private static async Task<List<T>> All<T>(AsyncPageable<T> values)
        where T : notnull
    {
        var found = new List<T>();
        await foreach (T value in values)
        {
            found.Add(value);
        }

        return found;
    }

    private AsyncPageable<TableEntity> Query(FormattableString filter) =>
        _table.QueryAsync<TableEntity>("PartitionKey eq 'filter' and " + TableClient.CreateQueryFilter(filter));

    private async Task Fill(string partition, int count)
    {
        for (int number = 0; number < count; number++)
        {
            await _table.UpsertEntityAsync(new TableEntity(partition, $"{number:000}") { ["Number"] = number, ["Text"] = "x" });
        }
    }
}
