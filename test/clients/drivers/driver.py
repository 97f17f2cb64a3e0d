import json, os, sys
sys.path.insert(0, sys.argv[1])
from zhixiao_pay import PayError, UnknownOutcome, ZhixiaoPay

pay = ZhixiaoPay(*sys.argv[2:7])
DO = {
    'encrypt': pay.encrypt, 'decrypt': pay.decrypt, 'sign': pay.sign, 'notification': pay.read_notification,
    'create': lambda order: pay.create_order(**order), 'query': pay.query_order, 'cancel': pay.cancel_order,
    'refund': lambda refund: pay.refund_order(**refund),
}
for line in sys.stdin:
    name, given = json.loads(line)
    try:
        answer = {'ok': DO[name](given)}
    except PayError as error:
        answer = {'refused': error.code, 'message': str(error)}
    except UnknownOutcome as error:
        answer = {'unknown': str(error)}
    except ValueError as error:
        answer = {'invalid': str(error)}
    print(json.dumps(answer), flush=True)
