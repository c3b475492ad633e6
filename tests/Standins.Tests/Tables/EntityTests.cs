using System.Runtime.Serialization;
using Azure;
using Azure.Data.Tables;
using Azure.Data.Tables.Models;

namespace Countme.Standins.Tests.Tables;

public sealed class EntityTests(TestTable table) : IClassFixture<TestTable>
{
    private static readonly byte[] Bytes = [0, 1, 254, 255];
    private static readonly DateTimeOffset Instant = new(2026, 3, 29, 1, 2, 3, 456, TimeSpan.FromHours(2));
    private static readonly Guid Id = new("0a1b2c3d-4e5f-6071-8293-a4b5c6d7e8f9");

    private readonly TableClient _table = table.Client;

    public static TheoryData<string> OddKeys =>
        ["it's", "''", "a b", "100%", "a+b", "ä€😀", "a&b=c", "(x)", "a,b;c:d", "~!@$^*", "", "..", "%27"];

    [Fact]
    public async Task TableEntity_EveryType_ComesBackAsStored()
    {
        var entity = new TableEntity("types", "all")
        {
            ["String"] = "text with 'quotes', \"more\" and ä€😀",
            ["Empty"] = "",
            ["Bool"] = true,
            ["Int"] = int.MinValue,
            ["Long"] = long.MaxValue,
            ["SmallLong"] = 7L,
            ["Double"] = 0.1,
            ["WholeDouble"] = 3.0,
            ["NaN"] = double.NaN,
            ["Guid"] = Id,
            ["Instant"] = Instant,
            ["Date"] = Instant.UtcDateTime,
            ["Bytes"] = Bytes,
            ["NoBytes"] = Array.Empty<byte>(),
        };

        await _table.AddEntityAsync(entity);
        TableEntity read = await _table.GetEntityAsync<TableEntity>("types", "all");

        Assert.Equal("text with 'quotes', \"more\" and ä€😀", read.GetString("String"));
        Assert.Equal("", read.GetString("Empty"));
        Assert.True(read.GetBoolean("Bool"));
        Assert.Equal(int.MinValue, read.GetInt32("Int"));
        Assert.Equal(long.MaxValue, read.GetInt64("Long"));
        Assert.Equal(7L, read.GetInt64("SmallLong"));
        Assert.Equal(0.1, read.GetDouble("Double"));
        Assert.Equal(3.0, read.GetDouble("WholeDouble"));
        Assert.Equal(double.NaN, read.GetDouble("NaN"));
        Assert.Equal(Id, read.GetGuid("Guid"));
        Assert.Equal(Instant, read.GetDateTimeOffset("Instant"));
        Assert.Equal(Instant.UtcDateTime, read.GetDateTime("Date"));
        Assert.Equal(Bytes, read.GetBinary("Bytes"));
        Assert.Equal(Bytes, read.GetBinaryData("Bytes").ToArray());
        Assert.Equal([], read.GetBinary("NoBytes"));
        Assert.Null(read.GetString("Missing"));
        Assert.Equal(("types", "all"), (read.PartitionKey, read.RowKey));
        Assert.NotEqual(default, read.ETag);
        Assert.NotNull(read.Timestamp);
    }

    [Fact]
    public void TableEntity_OtherType_IsRefused()
    {
        var entity = new TableEntity("p", "r") { ["Number"] = 1, ["Long"] = 1L };

        Assert.Throws<InvalidOperationException>(() => entity.GetString("Number"));
        Assert.Throws<InvalidOperationException>(() => entity.GetInt64("Number"));
        Assert.Throws<InvalidOperationException>(() => entity["Number"] = "text");
        entity["Long"] = 2;
        Assert.Equal(2L, entity["Long"]);
        entity["Number"] = 3L;
        Assert.Equal(3L, entity["Number"]);
    }

    [Theory, MemberData(nameof(OddKeys))]
    public async Task Keys_OddCharacters_NameTheSameEntity(string key)
    {
        await _table.UpsertEntityAsync(new TableEntity("odd" + key, key) { ["Key"] = key });
        await _table.UpdateEntityAsync(new TableEntity("odd" + key, key) { ["More"] = 1 }, ETag.All);

        TableEntity read = await _table.GetEntityAsync<TableEntity>("odd" + key, key);
        string filter = TableClient.CreateQueryFilter($"PartitionKey eq {"odd" + key} and RowKey eq {key}");
        TableEntity found = Assert.Single(await All(filter));
        Response deleted = await _table.DeleteEntityAsync("odd" + key, key);

        Assert.Equal((key, 1), (read.GetString("Key"), read.GetInt32("More")));
        Assert.Equal(key, found.RowKey);
        Assert.Equal(204, deleted.Status);
        Assert.Empty(await All(filter));
    }

    [Fact]
    public async Task Add_ExistingEntity_Conflicts()
    {
        await _table.AddEntityAsync(new TableEntity("add", "twice"));

        var refused = await Assert.ThrowsAsync<RequestFailedException>(() => _table.AddEntityAsync(new TableEntity("add", "twice")));

        Assert.Equal(409, refused.Status);
        Assert.True(refused.ErrorCode == TableErrorCode.EntityAlreadyExists);
        Assert.Contains("already exists", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Get_MissingEntity_ThrowsOrHasNoValue()
    {
        var refused = await Assert.ThrowsAsync<RequestFailedException>(() => _table.GetEntityAsync<TableEntity>("get", "missing"));
        NullableResponse<TableEntity> asked = await _table.GetEntityIfExistsAsync<TableEntity>("get", "missing");

        Assert.Equal(404, refused.Status);
        Assert.True(refused.ErrorCode == TableErrorCode.ResourceNotFound);
        Assert.False(asked.HasValue);
        Assert.Equal(404, asked.GetRawResponse().Status);
        Assert.Throws<InvalidOperationException>(() => asked.Value);
    }

    [Fact]
    public async Task GetIfExists_Entity_HasItsValue()
    {
        await _table.UpsertEntityAsync(new TableEntity("get", "there") { ["N"] = 1, ["M"] = 2 });

        NullableResponse<TableEntity> all = await _table.GetEntityIfExistsAsync<TableEntity>("get", "there");
        NullableResponse<TableEntity> one = await _table.GetEntityIfExistsAsync<TableEntity>("get", "there", ["M"]);

        Assert.Equal((1, 2), (all.Value!.GetInt32("N"), all.Value.GetInt32("M")));
        Assert.Equal((null, 2), (one.Value!.GetInt32("N"), one.Value.GetInt32("M")));
    }

    [Fact]
    public async Task Upsert_Modes_KeepOrDropOtherProperties()
    {
        await _table.UpsertEntityAsync(new TableEntity("upsert", "modes") { ["A"] = 1, ["B"] = 1 });
        await _table.UpsertEntityAsync(new TableEntity("upsert", "modes") { ["B"] = 2 });
        TableEntity merged = await _table.GetEntityAsync<TableEntity>("upsert", "modes");
        await _table.UpsertEntityAsync(new TableEntity("upsert", "modes") { ["B"] = 3 }, TableUpdateMode.Replace);
        TableEntity replaced = await _table.GetEntityAsync<TableEntity>("upsert", "modes");

        Assert.Equal((1, 2), (merged.GetInt32("A"), merged.GetInt32("B")));
        Assert.Equal((null, 3), (replaced.GetInt32("A"), replaced.GetInt32("B")));
    }

    [Fact]
    public async Task Update_OldETag_IsRefused()
    {
        var entity = new TableEntity("update", "etag") { ["N"] = 1 };
        await _table.AddEntityAsync(entity);
        TableEntity first = await _table.GetEntityAsync<TableEntity>("update", "etag");
        await _table.UpdateEntityAsync(new TableEntity("update", "etag") { ["N"] = 2 }, first.ETag, TableUpdateMode.Replace);

        var refused = await Assert.ThrowsAsync<RequestFailedException>(() => _table.UpdateEntityAsync(entity, first.ETag));
        var kept = await Assert.ThrowsAsync<RequestFailedException>(() => _table.DeleteEntityAsync("update", "etag", first.ETag));

        Assert.Equal((412, 412), (refused.Status, kept.Status));
        Assert.True(refused.ErrorCode == TableErrorCode.UpdateConditionNotSatisfied);
        TableEntity now = await _table.GetEntityAsync<TableEntity>("update", "etag");
        Assert.Equal(2, now.GetInt32("N"));
        Assert.Equal(204, (await _table.DeleteEntityAsync("update", "etag", now.ETag)).Status);
    }

    [Fact]
    public async Task Update_AnswersETag_IsTheEntitysVersion()
    {
        Response added = await _table.AddEntityAsync(new TableEntity("update", "answer") { ["N"] = 1 });
        Response updated = await _table.UpdateEntityAsync(new TableEntity("update", "answer") { ["N"] = 2 }, added.Headers.ETag!.Value);

        TableEntity read = await _table.GetEntityAsync<TableEntity>("update", "answer");

        Assert.Equal(updated.Headers.ETag, read.ETag);
    }

    [Fact]
    public async Task Update_MissingEntityOrETag_IsRefused()
    {
        var missing =
            await Assert.ThrowsAsync<RequestFailedException>(() => _table.UpdateEntityAsync(new TableEntity("update", "none"), ETag.All));

        Assert.Equal(404, missing.Status);
        await Assert.ThrowsAsync<ArgumentException>(() => _table.UpdateEntityAsync(new TableEntity("update", "none"), default));
    }

    [Fact]
    public async Task Delete_MissingEntity_AnswersNotFound()
    {
        Assert.Equal(404, (await _table.DeleteEntityAsync("delete", "none")).Status);
        Assert.Equal(404, (await _table.DeleteEntityAsync(new TableEntity("delete", "none"))).Status);
    }

    [Fact]
    public async Task Keys_Null_AreRefused()
    {
        await Assert.ThrowsAsync<ArgumentNullException>(() => _table.AddEntityAsync(new TableEntity(null, "r")));
        await Assert.ThrowsAsync<ArgumentNullException>(() => _table.UpsertEntityAsync(new TableEntity("p", null)));
        await Assert.ThrowsAsync<ArgumentNullException>(() => _table.DeleteEntityAsync("p", null));
    }

    [Fact]
    public async Task Entity_ValueThatCannotBeStored_IsRefused()
    {
        Task Store(object value) => _table.UpsertEntityAsync(new TableEntity("no", "value") { ["Value"] = value });

        await Assert.ThrowsAsync<NotSupportedException>(() => Store(new DateTime(2026, 3, 29, 0, 0, 0, DateTimeKind.Unspecified)));
        await Assert.ThrowsAsync<NotSupportedException>(() => Store(UriKind.Absolute));
        await Assert.ThrowsAsync<NotSupportedException>(() => Store(new object()));
        await Assert.ThrowsAsync<ArgumentException>(() => Store(double.PositiveInfinity));
        Assert.False((await _table.GetEntityIfExistsAsync<TableEntity>("no", "value")).HasValue);
    }

    [Fact]
    public async Task OwnType_Properties_ComeBackAsStored()
    {
        var reading = new Reading
        {
            PartitionKey = "own",
            RowKey = "type",
            Name = "n",
            Count = 3,
            Total = 5_000_000_000,
            Share = 0.25,
            Taken = Instant,
            Kind = UriKind.Relative,
            Bytes = Bytes,
            Id = Id,
            Secret = "kept here",
        };

        await _table.AddEntityAsync(reading);
        Reading read = await _table.GetEntityAsync<Reading>("own", "type");
        TableEntity stored = await _table.GetEntityAsync<TableEntity>("own", "type");

        Assert.Equal(("n", 3, 5_000_000_000L, 0.25), (read.Name, read.Count, read.Total, read.Share));
        Assert.Equal((Instant, UriKind.Relative), (read.Taken, read.Kind));
        Assert.Equal(Bytes, read.Bytes);
        Assert.Equal(Id, read.Id);
        Assert.Null(read.Missing);
        Assert.Null(read.Secret);
        Assert.Equal(stored.ETag, read.ETag);
        Assert.Equal(stored.Timestamp, read.Timestamp);
        Assert.Equal(3, stored.GetInt32("n_count"));
        Assert.Equal("Relative", stored.GetString("Kind"));
        Assert.False(stored.ContainsKey("Secret"));
    }

    private async Task<List<TableEntity>> All(string filter)
    {
        var found = new List<TableEntity>();
        await foreach (TableEntity entity in _table.QueryAsync<TableEntity>(filter))
        {
            found.Add(entity);
        }

        return found;
    }

    private sealed class Reading : ITableEntity
    {
        public required string PartitionKey { get; set; }

        public required string RowKey { get; set; }

        public DateTimeOffset? Timestamp { get; set; }

        public ETag ETag { get; set; }

        public string? Name { get; set; }

        [DataMember(Name = "n_count")]
        public int Count { get; set; }

        public long Total { get; set; }

        public double? Share { get; set; }

        public DateTimeOffset Taken { get; set; }

        public UriKind Kind { get; set; }

        public byte[]? Bytes { get; set; }

        public Guid Id { get; set; }

        public int? Missing { get; set; }

        [IgnoreDataMember]
        public string? Secret { get; set; }
    }
}
