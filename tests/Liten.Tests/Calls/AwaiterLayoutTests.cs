using System.Runtime.CompilerServices;

namespace Liten.Tests.Calls;

/// <summary>The method builder reads the source straight out of the awaiter's first field: it must be there for every kind of result.</summary>
public class AwaiterLayoutTests
{
    private record struct WithReferences(byte First, string? Second, int Third, object? Fourth);

    private record struct Nested(long Number, WithReferences Inner, byte Tail);

    private record struct OneByte(byte Value);

    [InlineArray(100)]
    private struct Big
    {
        public Guid Element;
    }

    [Fact]
    public void LitenTaskAwaiter_OfAnyResult_BeginsWithItsSource()
    {
        Check<byte>();
        Check<bool>();
        Check<char>();
        Check<short>();
        Check<int>();
        Check<long>();
        Check<double>();
        Check<decimal>();
        Check<UInt128>();
        Check<nint>();
        Check<Guid>();
        Check<DateTimeOffset>();
        Check<string>();
        Check<object>();
        Check<int[]>();
        Check<int?>();
        Check<(byte, string, int)>();
        Check<OneByte>();
        Check<WithReferences>();
        Check<Nested>();
        Check<Big>();
        Check<VoidResult>();
        Check<ReadOnlyMemory<byte>>();
        Check<CancellationToken>();
        Check<AsyncMutexGuard<string>>();
        Check<JoinResult<long>>();
        Check<LitenTask<int>>();
    }

    [Fact]
    public void LitenTaskAwaiter_WithoutResult_BeginsWithItsSource()
    {
        var source = new EndedSource<VoidResult>(new FormatException());
        LitenTaskAwaiter awaiter = new LitenTask(source, 77).GetAwaiter();
        Assert.Same(source, Source(awaiter));
    }

    [Fact]
    public void JoinAwaiters_BeginWithTheHandle()
    {
        using Runtime runtime = Runtime.CreateBuilder().WorkerThreads(1).Build();
        JoinHandle plain = runtime.Spawn(static async () => await LitenTask.Yield());
        JoinHandle<Guid> withResult = runtime.Spawn(static async () => await LitenTask.FromResult(Guid.Empty));

        Assert.Same(plain, Source(plain.GetAwaiter()));
        Assert.Same(withResult, Source(withResult.GetAwaiter()));
        Assert.Same(withResult, Source(((JoinHandle)withResult).GetAwaiter()));
        Assert.Same(plain, Source(new EndAwaiter(plain)));
    }

    [Fact]
    public void IsLiten_OnlyForLitensAwaiters()
    {
        Assert.True(AwaiterKind<LitenTaskAwaiter>.IsLiten);
        Assert.True(AwaiterKind<LitenTaskAwaiter<string>>.IsLiten);
        Assert.True(AwaiterKind<JoinAwaiter>.IsLiten);
        Assert.True(AwaiterKind<JoinAwaiter<Big>>.IsLiten);
        Assert.True(AwaiterKind<EndAwaiter>.IsLiten);
        Assert.True(AwaiterKind<GroupEndAwaiter>.IsLiten);
        Assert.False(AwaiterKind<TaskAwaiter>.IsLiten);
        Assert.False(AwaiterKind<ConfiguredTaskAwaitable<int>.ConfiguredTaskAwaiter>.IsLiten);
        Assert.False(AwaiterKind<ValueTaskAwaiter<string>>.IsLiten);
        Assert.False(AwaiterKind<YieldAwaitable.YieldAwaiter>.IsLiten);
        Assert.False(AwaiterKind<INotifyCompletion>.IsLiten);
    }

    [Fact]
    public void IsLiten_EveryAwaiterOfTheAssembly_IsInTheseTests()
    {
        Type[] awaiters = [.. typeof(LitenTask).Assembly.GetTypes().Where(static type => type != typeof(ILitenAwaiter) && typeof(ILitenAwaiter).IsAssignableFrom(type))];
        Assert.Equal(
            new HashSet<Type> { typeof(LitenTaskAwaiter), typeof(LitenTaskAwaiter<>), typeof(JoinAwaiter), typeof(JoinAwaiter<>), typeof(EndAwaiter), typeof(GroupEndAwaiter) },
            awaiters.ToHashSet());
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void Check<T>()
    {
        var source = new EndedSource<T>(new FormatException());
        LitenTaskAwaiter<T> awaiter = new LitenTask<T>(source, 0xDEADBEEF).GetAwaiter();
        Assert.True(AwaiterKind<LitenTaskAwaiter<T>>.IsLiten);
        Assert.Same(source, Source(awaiter));
    }

    private static AwaitSource Source<TAwaiter>(TAwaiter awaiter) => AwaiterKind<TAwaiter>.SourceOf(ref awaiter);
}
