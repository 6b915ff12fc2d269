#pragma warning disable CS4014 // A suppressor that comes with the package says that a scope owns what it spawns; it is not used here.

using System.Collections.Concurrent;

namespace Liten.Tests.Guides;

/// <summary>The snippets of docs/guide/structure.md, run.</summary>
public sealed class GuideToStructure
{
    private readonly ConcurrentBag<string> _told = [];

    [Fact]
    public void A_scope() => GuideRuntime.Run(async () =>
    {
        decimal total = await TaskScope.RunAsync(async scope =>
        {
            JoinHandle<decimal> price = scope.Spawn(() => PriceAsync("apple"));
            JoinHandle<decimal> freight = scope.Spawn(() => FreightAsync("apple"));
            return await price + await freight; // if one fails, the other one does not run on
        });

        Assert.Equal(7, total);
    });

    [Fact]
    public void Waiting_for_children() => GuideRuntime.Run(async () =>
    {
        _told.Clear();
        string[] customers = ["Ann", "Bob", "Cem"];

        await TaskScope.RunAsync(
            async scope =>
            {
                foreach (string customer in customers)
                {
                    scope.Spawn(() => TellAsync(customer));
                }
            },
            new ScopeOptions { WaitForChildren = true });

        Assert.Equal(customers, _told.Order());
    });

    [Fact]
    public void Limits_and_deadlines() => GuideRuntime.Run(async () =>
    {
        _told.Clear();
        string[] customers = ["Ann", "Bob", "Cem"];

        await TaskScope.RunAsync(
            async scope =>
            {
                foreach (string customer in customers)
                {
                    await scope.SpawnAsync(() => TellAsync(customer)); // waits while two children live
                }

                await scope.JoinAsync();
            },
            new ScopeOptions { Name = "mails", MaxConcurrency = 2, Timeout = TimeSpan.FromSeconds(30) });

        Assert.Equal(customers, _told.Order());
    });

    [Fact]
    public void Supervising() => GuideRuntime.Run(async () =>
    {
        _told.Clear();
        var (sender, arrivals) = Mpsc.CreateUnbounded<string>();
        sender.TrySend("Ann");
        sender.TrySend("");
        sender.TrySend("Cem");
        sender.Dispose();

        await TaskScope.SuperviseAsync(
            async scope =>
            {
                await foreach (string customer in arrivals)
                {
                    scope.Spawn(() => ServeAsync(customer));
                }
            },
            new ScopeOptions { WaitForChildren = true });

        Assert.Equal(["Ann", "Cem"], _told.Order());

        async LitenTask ServeAsync(string customer)
        {
            ArgumentException.ThrowIfNullOrEmpty(customer);
            await TellAsync(customer);
        }
    });

    [Fact]
    public void Results_as_they_come() => GuideRuntime.Run(async () =>
    {
        string[] articles = ["apple", "fig"];

        await using var set = new JoinSet<decimal>();
        foreach (string article in articles)
        {
            set.Spawn(() => PriceAsync(article));
        }

        decimal sum = 0;
        while (await set.NextAsync() is { } price) // null when the set is empty
        {
            sum += price.IsSuccess ? price.Value : 0;
        }

        Assert.Equal(8, sum);
    });

    [Fact]
    public void Many_items() => GuideRuntime.Run(async () =>
    {
        _told.Clear();
        string[] customers = ["Ann", "Bob", "Cem"];

        await LitenTask.ForEachAsync(customers, maxConcurrency: 2, customer => TellAsync(customer));

        Assert.Equal(customers, _told.Order());
    });

    [Fact]
    public void A_token_that_aborts() => GuideRuntime.Run(async () =>
    {
        using var source = new CancellationTokenSource();
        CancellationToken requestAborted = source.Token;
        source.Cancel();

        JoinHandle task = LitenTask.Spawn(
            () => TellAsync("Ann"), new SpawnOptions { CancellationToken = requestAborted });

        Assert.True((await task.JoinAsync(CancellationToken.None)).IsAborted);
    });

    private static async LitenTask<decimal> PriceAsync(string article)
    {
        await LitenTask.Yield();
        return article.Length;
    }

    private static async LitenTask<decimal> FreightAsync(string article)
    {
        await LitenTask.Yield();
        return article.Length - 3;
    }

    private async LitenTask TellAsync(string customer)
    {
        await LitenTask.Yield();
        _told.Add(customer);
    }
}
