using Microsoft.Playwright;

namespace Liten.Dashboard.Browser;

/// <summary>Does with the dashboard of a running program what a person does.</summary>
public sealed class DashboardInBrowserTests(Browser browser) : IClassFixture<Browser>
{
    [Fact]
    public async Task Deadlock_IsFoundFollowedToItsHolderAndEndedByAnAbort()
    {
        await using Patient patient = await Patient.StartAsync("deadlock");
        await using Window window = await browser.OpenAsync(patient.Address);
        IPage page = window.Page;

        // What is wrong is said first.
        await window.SeeAsync("Something is stuck");
        await page.GetByText("Deadlock: task").ClickAsync();

        // The graph has the circle in red.
        await window.SeeAsync("2 tasks wait for each other");
        await window.SeeAsync(page.Locator("g.node.bad").Nth(1));
        Assert.Equal(2, await page.Locator("g.edge.bad").CountAsync());
        await window.KeepAsync("deadlock-graph");
        await page.Locator("g.node.bad", new() { HasText = "pay back" }).ClickAsync();

        // From one task to who holds what it waits for.
        await window.SeeAsync(page.Locator("h1", new() { HasText = "pay back" }));
        await window.SeeAsync(page.Locator(".leaf", new() { HasText = "TransferAsync" }));
        await window.KeepAsync("deadlock-task");
        await page.Locator(".step:not([aria-current])").First.ClickAsync();
        await window.SeeAsync(page.Locator("h1 b, h1", new() { HasTextRegex = new(@"^pay\s*#") }));

        // Aborted, and the other one goes on.
        await page.GetByRole(AriaRole.Button, new() { Name = "Abort" }).ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Really abort?" }).ClickAsync();
        await window.SeeAsync("has ended");
        await page.GetByRole(AriaRole.Link, new() { Name = "Overview" }).ClickAsync();
        await window.SeeAsync("All is well");
    }

    [Fact]
    public async Task Tasks_AreSortedFilteredGroupedAndPaged()
    {
        await using Patient patient = await Patient.StartAsync("convoy");
        await using Window window = await browser.OpenAsync(patient.Address);
        IPage page = window.Page;
        await page.GetByRole(AriaRole.Link, new() { Name = "Tasks" }).ClickAsync();
        await page.GetByLabel("Runtime").SelectOptionAsync("convoy");
        await window.SeeAsync("500");

        await page.GetByRole(AriaRole.Button, new() { Name = "age" }).ClickAsync();
        await window.SeeAsync(page.Locator("th[aria-sort=descending]", new() { HasText = "age" }));
        await page.GetByRole(AriaRole.Button, new() { Name = "task" }).ClickAsync();
        await window.SeeAsync(page.Locator("th[aria-sort=ascending]", new() { HasText = "task" }));
        string first = await page.Locator("tr[data-row]").First.InnerTextAsync();
        await page.Locator("#next").ClickAsync();
        await window.SeeAsync("101 – 200");
        Assert.NotEqual(first, await page.Locator("tr[data-row]").First.InnerTextAsync());
        await page.GetByRole(AriaRole.Button, new() { Name = "by stack" }).ClickAsync();
        await window.SeeAsync(page.Locator(".group", new() { HasText = "wait for AsyncMutex 'cache'" }));
        await window.KeepAsync("convoy-stacks");
        await page.GetByRole(AriaRole.Link, new() { Name = "Locks" }).ClickAsync();
        await window.SeeAsync(page.Locator("tr", new() { HasText = "cache" }).Locator("text=499"));
    }

    [Fact]
    public async Task Keyboard_GoesEverywhere()
    {
        await using Patient patient = await Patient.StartAsync("deadlock");
        await using Window window = await browser.OpenAsync(patient.Address);
        IPage page = window.Page;
        await window.SeeAsync("Something is stuck");

        await page.Keyboard.PressAsync("/");
        await window.SeeAsync(page.Locator("#search:focus"));
        await page.GetByLabel("Runtime").SelectOptionAsync("deadlock");
        await page.Locator("#search").FillAsync("my account");
        await window.SeeAsync("1 of 2 tasks");
        await page.Keyboard.PressAsync("Escape");
        await page.Keyboard.PressAsync("j");
        await page.Keyboard.PressAsync("Enter");
        await window.SeeAsync(page.Locator("h1", new() { HasText = "pay back" }));
        foreach ((string key, string view) in new[] { ("l", "locks"), ("w", "graph"), ("t", "tasks"), ("b", "pools"), ("o", "overview") })
        {
            await page.Keyboard.PressAsync("g");
            await page.Keyboard.PressAsync(key);
            await window.SeeAsync(page.Locator($".page-{view}"));
        }

        await page.Keyboard.PressAsync("?");
        await window.SeeAsync(page.GetByRole(AriaRole.Dialog));
    }

    [Fact]
    public async Task TaskNamedAsAScript_IsPlainText()
    {
        const string Name = "<script>window.hacked = 1</script><img src=x onerror='window.hacked = 2'>";
        await using Runtime runtime = Runtime.CreateBuilder().Name(Name).WorkerThreads(1).Build();
        var named = new AsyncMutex { Name = Name };
        Assert.True(named.TryLock(out AsyncMutexGuard guard));
        JoinHandle task = runtime.Spawn(async () => { using AsyncMutexGuard own = await named.LockAsync(); }, new SpawnOptions { Name = Name });
        await using LitenDashboard dashboard = LitenDashboard.Start(runtime, 0);
        await using Window window = await browser.OpenAsync(dashboard.Address);

        foreach (string view in new[] { "overview", "tasks", $"task/{task.Id}", "locks", "graph", "pools" })
        {
            await window.Page.EvaluateAsync("view => location.hash = `#/${view}`", view);
            await window.SeeAsync(window.Page.Locator($".page-{view.Split('/')[0]} > *"));
            if (view is not "graph")
            {
                await window.SeeAsync("<script>");
            }
        }

        Assert.Equal("undefined", await window.Page.EvaluateAsync<string>("typeof window.hacked"));
        Assert.Equal(0, await window.Page.Locator("main script, main img").CountAsync());
        guard.Dispose();
    }

    [Theory]
    [InlineData(1440, ColorScheme.Light)]
    [InlineData(1440, ColorScheme.Dark)]
    [InlineData(390, ColorScheme.Light)]
    [InlineData(390, ColorScheme.Dark)]
    public async Task EveryView_FitsItsWindowAndIsKeptAsAPicture(int width, ColorScheme scheme)
    {
        await using Patient patient = await Patient.StartAsync("all");
        await using Window window = await browser.OpenAsync(patient.Address, width, scheme);
        await window.SeeAsync("Deadlock: task");
        await window.SeeAsync("workers of blocked are stuck");
        await window.SeeAsync("blocking jobs of starved wait for a thread");
        foreach ((string view, string sign) in new[]
        {
            ("overview", "Where tasks come from"), ("tasks?runtime=4", "accepts requests"), ("tasks?runtime=5&by=stack", "groups of"),
            ("locks", "Held by a task"), ("graph", "Who waits for whom"), ("pools", "of 4 threads busy"),
        })
        {
            await window.Page.EvaluateAsync("view => location.hash = `#/${view}`", view);
            await window.SeeAsync(sign);
            string name = view.Replace("?", "-", StringComparison.Ordinal).Replace("&", "-", StringComparison.Ordinal);
            await window.KeepAsync($"{name}-{width}-{scheme.ToString().ToLowerInvariant()}");
        }
    }
}
