using System.Collections;
using System.Diagnostics;
using System.Reflection;

namespace Liten.Tests;

/// <summary>What a debugger shows, read as it does: by the attributes, with all other threads stopped, so that no latch may be entered.</summary>
public sealed class DebuggerViewTests
{
    private const BindingFlags Members = BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic;

    [Fact]
    public void Runtime_ShowsItsNameItsWorkersAndItsTasks()
    {
        using var it = new RuntimeUnderTest(Runtime.CreateBuilder().Name("orders").WorkerThreads(2));
        var (_, never) = Oneshot.Create<int>();
        JoinHandle<int> waiting = it.Runtime.Spawn(async () => await never, new SpawnOptions { Name = "waiter" });
        using var begun = new ManualResetEventSlim();
        using var gate = new ManualResetEventSlim();
        JoinHandle running = it.Runtime.Spawn(async () => { begun.Set(); gate.Wait(); }, new SpawnOptions { Name = "runner" });
        it.WaitFor(begun, "the task");

        Dictionary<string, object?> view = View(it.Runtime);

        Assert.Equal("orders", view["Name"]);
        Assert.Equal([waiting.Id, running.Id], ((JoinHandle[])view["Tasks"]!).Select(static task => task.Id).Order());
        Assert.Single(((IEnumerable)view["Workers"]!).Cast<object>(), worker => Display(worker).Contains($"task {running.Id} 'runner'", StringComparison.Ordinal));
        Assert.StartsWith("Liten runtime orders: 2 workers, awake", Display(it.Runtime), StringComparison.Ordinal);
        gate.Set();
        it.Outcome(running);
    }

    [Fact]
    public void Handle_ShowsWhatItsTaskWaitsFor()
    {
        using RuntimeUnderTest it = RuntimeUnderTest.WithWorkers(1);
        var (_, never) = Oneshot.Create<int>();
        JoinHandle<int> first = it.Runtime.Spawn(async () => await never, new SpawnOptions { Name = "first" });
        JoinHandle<int> second = it.Runtime.Spawn(async () => await first);
        it.WaitUntil(() => (long)View(second)["WaitsForTask"]! == first.Id, "the join");

        Dictionary<string, object?> view = View(second);

        Assert.Contains($"task {first.Id} 'first'", (string)view["WaitsFor"]!, StringComparison.Ordinal);
        Assert.Equal((second.Id, false, false), (view["Id"], view["IsCompleted"], view["IsAbortRequested"]));
        Assert.Contains("oneshot", (string)View(first)["WaitsFor"]!, StringComparison.OrdinalIgnoreCase);
        Assert.Contains("'first'", Display(first), StringComparison.Ordinal);
        first.Abort();
        it.Outcome(second);
        Assert.Equal((true, null), (View(second)["IsCompleted"], View(second)["WaitsFor"]));
    }

    [Fact]
    public void Mutex_ShowsItsHolderAndWhoWaits_AlsoWhileItsLatchIsHeld()
    {
        using RuntimeUnderTest it = RuntimeUnderTest.WithWorkers(1);
        var mutex = new AsyncMutex<int>(3);
        var (sender, receiver) = Oneshot.Create<int>();
        JoinHandle holder = it.Runtime.Spawn(async () =>
        {
            using AsyncMutexGuard<int> guard = await mutex.LockAsync();
            await receiver;
        });
        it.WaitUntil(() => mutex.IsLocked, "the holder");
        JoinHandle waiter = it.Runtime.Spawn(async () => (await mutex.LockAsync()).Dispose());
        it.WaitUntil(() => (int)View(mutex)["Waiting"]! == 1, "the waiter");
        mutex.Latch.Enter();

        Dictionary<string, object?> view = it.OnThread(() => View(mutex), "a view that enters no latch");

        mutex.Latch.Exit();
        Assert.Equal((true, 1, false), (view["IsLocked"], view["Waiting"], view["IsPoisoned"]));
        Assert.Equal(holder.Id, ((TaskInfo)view["Holder"]!).Id);
        Assert.Contains("locked, 1 waiting", Display(mutex), StringComparison.Ordinal);
        sender.TrySend(1);
        it.Outcome(holder);
        it.Outcome(waiter);
        Assert.Equal((false, null), (View(mutex)["IsLocked"], View(mutex)["Holder"]));
        Assert.False((bool)View(new AsyncMutex())["IsLocked"]!);
    }

    [Fact]
    public void Channel_ShowsItsItems_AtEitherEnd()
    {
        var (sender, receiver) = Mpsc.CreateBounded<int>(200);
        for (int i = 0; i < 150; i++)
        {
            Assert.True(sender.TrySend(i));
        }

        for (int i = 0; i < 10; i++)
        {
            Assert.True(receiver.TryReceive(out _));
        }

        Dictionary<string, object?> view = View(Core(receiver));

        Assert.Equal(Enumerable.Range(10, 100), (int[])view["Items"]!);
        Assert.Equal((140, 200, 150L, 0L, false), (view["Buffered"], view["Bound"], view["Sent"], view["Dropped"], view["IsClosed"]));
        Assert.Same(Core(receiver), Core(sender));
        Assert.Contains("140 of 200 buffered", Display(receiver), StringComparison.Ordinal);
        receiver.Close();
        Assert.True((bool)View(Core(sender))["IsClosed"]!);
    }

    /// <summary>What an end shows in place of its core: the core's own view.</summary>
    private static object Core(object end)
    {
        FieldInfo field = Assert.Single(
            end.GetType().GetFields(Members),
            static field => field.GetCustomAttribute<DebuggerBrowsableAttribute>()?.State == DebuggerBrowsableState.RootHidden);
        return field.GetValue(end)!;
    }

    /// <summary>The members of the type's proxy, made for the object.</summary>
    private static Dictionary<string, object?> View(object shown)
    {
        Type declaring = shown.GetType();
        while (!declaring.IsDefined(typeof(DebuggerTypeProxyAttribute), inherit: false))
        {
            declaring = declaring.BaseType ?? throw new InvalidOperationException($"{shown.GetType()} has no proxy");
        }

        var proxy = Type.GetType(declaring.GetCustomAttribute<DebuggerTypeProxyAttribute>()!.ProxyTypeName, throwOnError: true)!;
        proxy = proxy.IsGenericTypeDefinition ? proxy.MakeGenericType(declaring.GetGenericArguments()) : proxy;
        object view = Activator.CreateInstance(proxy, Members, null, [shown], null)!;
        return proxy.GetProperties(Members).ToDictionary(static property => property.Name, property => property.GetValue(view));
    }

    /// <summary>The text of DebuggerDisplay: the member that it begins with, as far as it has one.</summary>
    private static string Display(object shown)
    {
        string format = shown.GetType().GetCustomAttribute<DebuggerDisplayAttribute>(inherit: true)!.Value;
        string member = format[1..format.IndexOfAny([',', '(', '}'])];
        Type type = shown.GetType();
        PropertyInfo? property = type.GetProperty(member, Members);
        return (property is not null ? property.GetValue(shown) : type.GetMethod(member, Members, [])!.Invoke(shown, []))!.ToString()!;
    }
}
