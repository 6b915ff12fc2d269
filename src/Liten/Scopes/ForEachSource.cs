namespace Liten;

/// <summary>The two kinds of sources of <c>LitenTask.ForEachAsync</c>.</summary>
internal static class ForEachSource
{
    public static ForEachLoop<T> Over<T>(IEnumerable<T> source, int maxConcurrency, Func<T, LitenTask> body)
        => new OfItems<T>(source, maxConcurrency, body);

    public static ForEachLoop<T> Over<T>(IAsyncEnumerable<T> source, int maxConcurrency, Func<T, LitenTask> body)
        => new OfAwaitedItems<T>(source, maxConcurrency, body);

    private sealed class OfItems<T>(IEnumerable<T> source, int maxConcurrency, Func<T, LitenTask> body)
        : ForEachLoop<T>(maxConcurrency, body)
    {
        private IEnumerator<T>? _items;

        private protected override void Open(Func<CancellationToken> token) => _items = source.GetEnumerator();

        private protected override LitenTask<(bool IsItem, T Item)> Pull()
            => new(_items!.MoveNext() ? (true, _items.Current) : default);

        private protected override LitenTask Close()
        {
            _items?.Dispose();
            return default;
        }
    }

    private sealed class OfAwaitedItems<T>(IAsyncEnumerable<T> source, int maxConcurrency, Func<T, LitenTask> body)
        : ForEachLoop<T>(maxConcurrency, body)
    {
        private IAsyncEnumerator<T>? _items;

        private protected override void Open(Func<CancellationToken> token)
            => _items = source.GetAsyncEnumerator(token());

        private protected override LitenTask<(bool IsItem, T Item)> Pull()
        {
            ValueTask<bool> moved = _items!.MoveNextAsync();
            return moved.IsCompletedSuccessfully
                ? new(moved.Result ? (true, _items.Current) : default)
                : Finish(moved, _items);

            static async LitenTask<(bool IsItem, T Item)> Finish(ValueTask<bool> moved, IAsyncEnumerator<T> items)
                => await moved ? (true, items.Current) : default;
        }

        private protected override async LitenTask Close()
        {
            if (_items is { } items)
            {
                await items.DisposeAsync();
            }
        }
    }
}
