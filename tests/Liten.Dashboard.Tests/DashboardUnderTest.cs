using System.Net;
using System.Net.Http.Json;
using System.Text.Json;

namespace Liten.Dashboard.Tests;

/// <summary>A dashboard of some runtimes, with a server of its own, and who asks it.</summary>
internal sealed class DashboardUnderTest : IAsyncDisposable
{
    private static readonly TimeSpan s_longest = TimeSpan.FromSeconds(60);

    private readonly Runtime[] _runtimes;
    private readonly LitenDashboard _dashboard;

    public DashboardUnderTest(Action<DashboardOptions>? configure = null, params string[] names)
    {
        _runtimes = [.. names.DefaultIfEmpty("it").Select(name =>
            Liten.Runtime.CreateBuilder().Name(name).WorkerThreads(2).WorkerThreadName(name).MaxBlockingThreads(1).Build())];
        var options = new DashboardOptions { Runtimes = _runtimes };
        configure?.Invoke(options);
        _dashboard = LitenDashboard.Start(0, options);
        Client = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false })
        {
            BaseAddress = _dashboard.Address,
            Timeout = s_longest,
        };
    }

    public HttpClient Client { get; }

    public Runtime Runtime => _runtimes[0];

    public IReadOnlyList<Runtime> Runtimes => _runtimes;

    /// <summary>What the dashboard answers to a path.</summary>
    public async Task<JsonElement> GetAsync(string path)
    {
        using HttpResponseMessage response = await Client.GetAsync(path);
        Assert.True(response.IsSuccessStatusCode, $"{path}: {response.StatusCode}, {await response.Content.ReadAsStringAsync()}");
        return await response.Content.ReadFromJsonAsync<JsonElement>();
    }

    /// <summary>Asks again until the answer is as it should be.</summary>
    public async Task<JsonElement> GetUntilAsync(string path, Predicate<JsonElement> isRight)
    {
        using var deadline = new CancellationTokenSource(s_longest);
        while (true)
        {
            JsonElement answer = await GetAsync(path);
            if (isRight(answer))
            {
                return answer;
            }

            Assert.False(deadline.IsCancellationRequested, $"{path} still says {answer}");
            await Task.Delay(20);
        }
    }

    public async Task<HttpStatusCode> StatusOfAsync(HttpRequestMessage request)
    {
        using HttpResponseMessage response = await Client.SendAsync(request);
        return response.StatusCode;
    }

    /// <summary>A task that waits until the runtime ends.</summary>
    public JoinHandle SpawnSleeper(string? name = null, int runtime = 0)
    {
        JoinHandle task = _runtimes[runtime].Spawn(() => Time.Sleep(TimeSpan.FromHours(1)), new SpawnOptions { Name = name });
        AwaitState(task, LiveTaskState.Waiting, runtime);
        return task;
    }

    public void AwaitState(JoinHandle task, LiveTaskState? state, int runtime = 0) => Assert.True(
        SpinWait.SpinUntil(() => _runtimes[runtime].GetTask(task.Id)?.State == state, s_longest),
        $"{task} is not {state}: {_runtimes[runtime].GetTask(task.Id)}");

    /// <summary>Two tasks that wait for each other's lock.</summary>
    public (JoinHandle Pay, JoinHandle PayBack) SpawnDeadlock()
    {
        var mine = new AsyncMutex { Name = "mine" };
        var yours = new AsyncMutex { Name = "yours" };
        var both = new AsyncBarrier(2);
        JoinHandle pay = Runtime.Spawn(() => LockBothAsync(mine, yours, both), new SpawnOptions { Name = "pay" });
        JoinHandle payBack = Runtime.Spawn(() => LockBothAsync(yours, mine, both), new SpawnOptions { Name = "pay back" });
        return (pay, payBack);
    }

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await _dashboard.DisposeAsync();
        foreach (Runtime runtime in _runtimes)
        {
            await runtime.DisposeAsync();
        }
    }

    private static async LitenTask LockBothAsync(AsyncMutex first, AsyncMutex second, AsyncBarrier both)
    {
        using AsyncMutexGuard one = await first.LockAsync();
        await both.ArriveAsync();
        using AsyncMutexGuard other = await second.LockAsync();
    }
}
